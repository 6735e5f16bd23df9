package dev.headroom.server.web;

import dev.headroom.query.view.MapView;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The part of the map around one node: itself, who calls it, whom it calls.
final class MapFocus {
  private MapFocus() {}

  static MapView on(MapView view, String id) {
    List<MapView.Edge> edges =
        view.edges().stream().filter(e -> e.from().equals(id) || e.to().equals(id)).toList();
    Set<String> near = new HashSet<>(Set.of(id));
    edges.forEach(edge -> {
      near.add(edge.from());
      near.add(edge.to());
    });
    return new MapView(
        view.window(),
        view.nodes().stream().filter(node -> near.contains(node.id())).toList(),
        edges,
        view.hints());
  }
}
