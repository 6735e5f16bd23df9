package dev.headroom.server.web;

import dev.headroom.query.view.MapView;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// The part of the map around some nodes: themselves, who calls them, whom they call.
final class MapFocus {
  private MapFocus() {}

  /// Around the node with this id; around all whose id contains the text when none has it.
  static MapView on(MapView view, String text) {
    Set<String> wanted = wanted(view, text);
    List<MapView.Edge> edges =
        view.edges().stream()
            .filter(edge -> wanted.contains(edge.from()) || wanted.contains(edge.to()))
            .toList();
    Set<String> near = new HashSet<>(wanted);
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

  private static Set<String> wanted(MapView view, String text) {
    if (view.nodes().stream().anyMatch(node -> node.id().equals(text))) {
      return Set.of(text);
    }
    String part = text.toLowerCase(Locale.ROOT);
    return view.nodes().stream()
        .map(MapView.Node::id)
        .filter(id -> id.toLowerCase(Locale.ROOT).contains(part))
        .collect(Collectors.toUnmodifiableSet());
  }
}
