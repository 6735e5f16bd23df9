package dev.headroom.catalog;

import java.util.List;
import java.util.Map;

/// What every entity of the catalogue says about itself.
///
/// @param ref its own name
/// @param title how people call it, empty when it says nothing
/// @param source the file and document that declare it
public record Metadata(
    EntityRef ref,
    String title,
    String description,
    Map<String, String> annotations,
    List<String> tags,
    String source) {
  public Metadata {
    annotations = Map.copyOf(annotations);
    tags = List.copyOf(tags);
  }

  /// The title, or the name when there is none.
  public String displayName() {
    return title.isBlank() ? ref.shortName() : title;
  }
}
