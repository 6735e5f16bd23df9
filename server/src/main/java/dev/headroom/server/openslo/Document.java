package dev.headroom.server.openslo;

import dev.headroom.store.SloDocuments.DocumentKey;
import org.jspecify.annotations.Nullable;

/// One document of a file.
///
/// @param file how its file, or what else it comes from, is called in problems
/// @param number from 1
record Document(String file, int number, Tree.Mapping root) {

  /// The kind as written; empty when there is none.
  String kind() {
    return text(root, "kind");
  }

  /// `metadata.name` as written; empty when there is none.
  String name() {
    Tree.Entry metadata = root.entries().get("metadata");
    return metadata != null && metadata.value() instanceof Tree.Mapping mapping
        ? text(mapping, "name")
        : "";
  }

  /// Kind and name; null when one is missing.
  @Nullable DocumentKey key() {
    return kind().isBlank() || name().isBlank() ? null : new DocumentKey(kind(), name());
  }

  private static String text(Tree.Mapping mapping, String name) {
    Tree.Entry entry = mapping.entries().get(name);
    return entry != null
            && entry.value() instanceof Tree.Leaf leaf
            && leaf.kind() == Tree.Leaf.Kind.TEXT
        ? leaf.text()
        : "";
  }

  String json() {
    return TreeText.json(root);
  }
}
