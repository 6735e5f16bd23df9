package dev.headroom.server.web;

import dev.headroom.query.view.MapView;
import dev.headroom.query.view.Traffic;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the colours of the map mean: errors, latency, or who owns a node. Not thread-safe.
final class MapColours {
  private static final double WARN_SHARE = 0.01;
  private static final double BAD_SHARE = 0.05;
  private static final long WARN_NANOS = 300_000_000L;
  private static final long BAD_NANOS = 1_000_000_000L;

  private final String choice;
  private final Colours owners = new Colours();
  private final Map<String, String> ownersSeen = new TreeMap<>();

  /// @param choice `owner`, `latency`, or `errors` (anything else)
  MapColours(String choice) {
    this.choice = choice;
  }

  /// The class of a node: `good`, `warn`, `bad`, an owner's colour, or empty when nothing is known.
  String box(MapView.Node node) {
    if (!choice.equals("owner")) {
      return state(node.traffic());
    }
    String owner = node.ownership().owner();
    if (owner == null) {
      return "";
    }
    String title = node.ownership().ownerTitle();
    return ownersSeen.computeIfAbsent(title == null ? owner : title, owners::of);
  }

  /// The class of an edge: `warn`, `bad`, or empty.
  String wire(MapView.Edge edge) {
    String state = choice.equals("owner") ? "" : state(edge.calls());
    return state.equals("good") ? "" : state;
  }

  private String state(Traffic traffic) {
    return choice.equals("latency") ? latency(traffic) : errors(traffic.errorShare());
  }

  private static String latency(Traffic traffic) {
    if (traffic.latency() == null) {
      return "";
    }
    long p95 = traffic.latency().p95Nanos();
    return p95 >= BAD_NANOS ? "bad" : p95 >= WARN_NANOS ? "warn" : "good";
  }

  private static String errors(@Nullable Double share) {
    return share == null ? "" : share >= BAD_SHARE ? "bad" : share >= WARN_SHARE ? "warn" : "good";
  }

  /// The classes with what they mean. Of owners only those whose boxes were asked for before.
  List<MapDrawing.Key> legend() {
    return switch (choice) {
      case "owner" ->
          ownersSeen.entrySet().stream()
              .map(entry -> new MapDrawing.Key(entry.getValue(), entry.getKey()))
              .toList();
      case "latency" ->
          List.of(
              new MapDrawing.Key("good", "p95 below " + Format.nanos(WARN_NANOS)),
              new MapDrawing.Key("warn", "from " + Format.nanos(WARN_NANOS)),
              new MapDrawing.Key("bad", "from " + Format.nanos(BAD_NANOS)));
      default ->
          List.of(
              new MapDrawing.Key("good", "errors below " + Format.share(WARN_SHARE)),
              new MapDrawing.Key("warn", "from " + Format.share(WARN_SHARE)),
              new MapDrawing.Key("bad", "from " + Format.share(BAD_SHARE)));
    };
  }
}
