package dev.headroom.server.web;

import dev.headroom.query.view.MapView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;
import org.jspecify.annotations.Nullable;

/// The map laid out: boxes and lines with coordinates in pixels, callers left of callees.
///
/// @param width of the whole drawing
/// @param height of the whole drawing
public record MapDrawing(double width, double height, List<Box> boxes, List<Wire> wires) {
  /// Beyond this many nodes a drawing says less than a list.
  public static final int MAX_NODES = 50;

  private static final double BOX_WIDTH = 222;
  private static final double BOX_HEIGHT = 58;

  /// @param state `good`, `warn`, `bad` or empty when nothing is known
  public record Box(
      MapView.Node node, double x, double y, double width, double height, String state) {}

  /// @param d the path in SVG's words
  /// @param thickness in pixels, by calls
  /// @param state `bad`, `warn` or empty
  public record Wire(
      MapView.Edge edge, String d, double thickness, String state, double labelX, double labelY) {}

  /// Nothing to draw.
  public static final MapDrawing EMPTY = new MapDrawing(0, 0, List.of(), List.of());

  public MapDrawing {
    boxes = List.copyOf(boxes);
    wires = List.copyOf(wires);
  }

  /// Lays the view out with ELK's layered algorithm; empty when there are more than [#MAX_NODES]
  /// nodes.
  ///
  /// @param colour `owner`, `latency`, or `errors` (anything else)
  static MapDrawing of(MapView view, String colour) {
    if (view.nodes().isEmpty() || view.nodes().size() > MAX_NODES) {
      return EMPTY;
    }
    LayoutMetaDataService.getInstance()
        .registerLayoutMetaDataProviders(new LayeredMetaDataProvider());
    ElkNode graph = ElkGraphUtil.createGraph();
    graph.setProperty(CoreOptions.ALGORITHM, "org.eclipse.elk.layered");
    graph.setProperty(CoreOptions.DIRECTION, Direction.RIGHT);
    graph.setProperty(CoreOptions.EDGE_ROUTING, EdgeRouting.SPLINES);
    graph.setProperty(CoreOptions.SPACING_NODE_NODE, 26.0);
    graph.setProperty(CoreOptions.SPACING_EDGE_NODE, 18.0);
    graph.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 110.0);
    graph.setProperty(CoreOptions.PADDING, new ElkPadding(14));
    Map<String, ElkNode> nodes = new HashMap<>();
    for (MapView.Node node : view.nodes()) {
      ElkNode box = ElkGraphUtil.createNode(graph);
      box.setDimensions(BOX_WIDTH, BOX_HEIGHT);
      nodes.put(node.id(), box);
    }
    Map<MapView.Edge, ElkEdge> edges = new HashMap<>();
    for (MapView.Edge edge : view.edges()) {
      ElkNode from = nodes.get(edge.from());
      ElkNode to = nodes.get(edge.to());
      if (from != null && to != null) {
        edges.put(edge, ElkGraphUtil.createSimpleEdge(from, to));
      }
    }
    new RecursiveGraphLayoutEngine().layout(graph, new BasicProgressMonitor());
    return new MapDrawing(
        graph.getWidth(), graph.getHeight(), boxes(view, nodes, colour), wires(view, edges));
  }

  private static List<Box> boxes(MapView view, Map<String, ElkNode> nodes, String colour) {
    Colours owners = new Colours();
    List<Box> boxes = new ArrayList<>();
    for (MapView.Node node : view.nodes()) {
      ElkNode at = nodes.get(node.id());
      if (at != null) {
        boxes.add(
            new Box(
                node, at.getX(), at.getY(), BOX_WIDTH, BOX_HEIGHT, state(node, colour, owners)));
      }
    }
    return boxes;
  }

  private static String state(MapView.Node node, String colour, Colours owners) {
    if (colour.equals("owner")) {
      String owner = node.ownership().owner();
      return owner == null ? "" : owners.of(owner);
    }
    if (colour.equals("latency")) {
      long p95 = node.traffic().latency() == null ? 0 : node.traffic().latency().p95Nanos();
      return p95 == 0 ? "" : p95 > 1_000_000_000L ? "bad" : p95 > 300_000_000L ? "warn" : "good";
    }
    return errorState(node.traffic().errorShare());
  }

  private static String errorState(@Nullable Double share) {
    return share == null ? "" : share >= 0.05 ? "bad" : share >= 0.01 ? "warn" : "good";
  }

  private static List<Wire> wires(MapView view, Map<MapView.Edge, ElkEdge> edges) {
    double busiest =
        view.edges().stream().mapToDouble(edge -> edge.calls().count()).max().orElse(1);
    List<Wire> wires = new ArrayList<>();
    for (MapView.Edge edge : view.edges()) {
      ElkEdge at = edges.get(edge);
      if (at == null || at.getSections().isEmpty()) {
        continue;
      }
      double thickness = 1.2 + 4 * Math.sqrt(edge.calls().count() / Math.max(1, busiest));
      ElkEdgeSection section = at.getSections().getFirst();
      String state = errorState(edge.calls().errorShare());
      wires.add(
          new Wire(
              edge,
              path(section),
              thickness,
              state.equals("good") ? "" : state,
              middle(section, true),
              middle(section, false)));
    }
    return wires;
  }

  /// Where a label lies on the line: at its middle control point, or half-way without one.
  private static double middle(ElkEdgeSection section, boolean x) {
    List<ElkBendPoint> bends = section.getBendPoints();
    if (bends.isEmpty()) {
      return x
          ? (section.getStartX() + section.getEndX()) / 2
          : (section.getStartY() + section.getEndY()) / 2;
    }
    ElkBendPoint at = bends.get(bends.size() / 2);
    return x ? at.getX() : at.getY();
  }

  private static String path(ElkEdgeSection section) {
    StringBuilder path = new StringBuilder();
    path.append(point("M", section.getStartX(), section.getStartY()));
    List<ElkBendPoint> bends = section.getBendPoints();
    int i = 0;
    // Splines come as cubic Bézier control points: three points a piece, the last one the end.
    while (i + 1 < bends.size()) {
      path.append(point("C", bends.get(i).getX(), bends.get(i).getY()));
      path.append(point(" ", bends.get(i + 1).getX(), bends.get(i + 1).getY()));
      boolean last = i + 2 >= bends.size();
      path.append(
          last
              ? point(" ", section.getEndX(), section.getEndY())
              : point(" ", bends.get(i + 2).getX(), bends.get(i + 2).getY()));
      i += 3;
    }
    if (i < bends.size() || bends.isEmpty()) {
      path.append(point("L", section.getEndX(), section.getEndY()));
    }
    return path.toString();
  }

  private static String point(String command, double x, double y) {
    return String.format(Locale.ROOT, "%s%.1f %.1f", command, x, y);
  }

  /// A name cut to what fits into a box.
  public static String fitted(String name) {
    return name.length() <= 26 ? name : name.substring(0, 24) + "…";
  }
}
