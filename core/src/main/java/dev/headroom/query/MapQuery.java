package dev.headroom.query;

import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.query.view.MapView;
import dev.headroom.query.view.Traffic;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKey.Instance;
import dev.headroom.rollup.RollupKey.Operation;
import dev.headroom.rollup.RollupKind;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// Answers the map: nodes and the calls between them.
final class MapQuery {
  private final Sources sources;
  private final Rollups rollups;

  MapQuery(Sources sources) {
    this.sources = sources;
    this.rollups = new Rollups(sources);
  }

  private record Link(NodeId from, NodeId to) {
    /// Data flows from a queue to the service that takes from it.
    static Link of(RollupKey.Edge edge) {
      NodeId service = NodeId.service(edge.service());
      return edge.consumes() ? new Link(edge.callee(), service) : new Link(service, edge.callee());
    }

    boolean consumes() {
      return from.type() != NodeType.SERVICE;
    }

    /// The service whose spans tell of it.
    ServiceName told() {
      return new ServiceName(consumes() ? to.name() : from.name());
    }
  }

  MapView map(TimeWindow window) {
    Grid grid = Grid.list(window, sources.clock().instant(), sources.retention());
    Map<ServiceName, Timeline> services =
        rollups.timelines(
            RollupKind.INSTANCE, Instance.class, grid, _ -> true, false, Instance::service);
    Births served =
        Births.of(rollups.reader(), RollupKind.INSTANCE, grid, services, Function.identity());
    Map<ServiceName, Edges.Requests> requests =
        new Edges(rollups).requests(grid, _ -> true, Operation::service);
    Map<Link, Measured> links = new Edges(rollups).read(grid, _ -> true, Link::of);
    Births births = served.or(grid, Measured.timelines(links), Link::told);
    List<MapView.Node> nodes =
        nodes(grid, served(grid, services, births), births, links, requests.keySet());
    return new MapView(
        grid.view(),
        nodes,
        edges(links, births, requests),
        nodes.isEmpty() ? Hints.noTraces(new Directory(sources.keys())) : List.of());
  }

  private Map<ServiceName, Traffic> served(
      Grid grid, Map<ServiceName, Timeline> services, Births births) {
    Map<ServiceName, Traffic> served = new HashMap<>();
    rollups
        .totals(RollupKind.INSTANCE, Instance.class, grid, _ -> true, true, Instance::service)
        .forEach((service, total) -> {
          Timeline timeline = services.get(service);
          if (timeline != null && total.count() > 0) {
            served.put(service, timeline.traffic(total, births.of(service)));
          }
        });
    return served;
  }

  private List<MapView.Node> nodes(
      Grid grid,
      Map<ServiceName, Traffic> served,
      Births births,
      Map<Link, Measured> links,
      Set<ServiceName> withSpans) {
    Map<NodeId, Traffic> traffic = new TreeMap<>(Comparator.comparing(NodeId::toString));
    withSpans.forEach(service -> traffic.put(NodeId.service(service), Traffic.NONE));
    served.forEach((service, seen) -> traffic.put(NodeId.service(service), seen));
    Map<NodeId, Measured> called = new HashMap<>();
    links.forEach((link, measured) -> {
      traffic.putIfAbsent(link.from(), Traffic.NONE);
      called.computeIfAbsent(link.to(), _ -> Measured.empty(grid)).add(measured);
    });
    called.forEach((node, measured) -> {
      if (traffic.getOrDefault(node, Traffic.NONE).count() == 0) {
        traffic.put(node, measured.traffic(earliestCaller(node, links, births)));
      }
    });
    Map<NodeId, MapView.Saturation> saturation = new Resources(rollups).saturation(grid);
    Owners owners = new Owners(sources.catalog().catalog());
    List<MapView.Node> nodes = new ArrayList<>();
    traffic.forEach((node, seen) ->
        nodes.add(
            new MapView.Node(
                node.toString(),
                node.type(),
                node.name(),
                owners.of(node),
                seen,
                saturation.get(node))));
    return nodes;
  }

  private static long earliestCaller(NodeId node, Map<Link, Measured> links, Births births) {
    return links.keySet().stream()
        .filter(link -> link.to().equals(node))
        .mapToLong(link -> births.of(link.told()))
        .min()
        .orElseThrow();
  }

  private static List<MapView.Edge> edges(
      Map<Link, Measured> links, Births births, Map<ServiceName, Edges.Requests> requests) {
    List<MapView.Edge> edges = new ArrayList<>();
    links.forEach((link, measured) -> {
      Rollup total = measured.total();
      Edges.Requests served = requests.get(link.told());
      boolean consumes = link.consumes();
      edges.add(
          new MapView.Edge(
              link.from().toString(),
              link.to().toString(),
              measured.traffic(births.of(link.told())),
              consumes ? null : Edges.calleeLatency(total),
              consumes || served == null ? null : served.per(total.count()),
              consumes ? null : Edges.attemptsPerCall(total),
              consumes ? null : Edges.unpairedShare(link.to(), total)));
    });
    edges.sort(
        Comparator.comparingDouble((MapView.Edge edge) -> edge.calls().count())
            .reversed()
            .thenComparing(MapView.Edge::from)
            .thenComparing(MapView.Edge::to));
    return edges;
  }
}
