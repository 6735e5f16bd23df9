package dev.headroom.server.openslo;

import dev.headroom.query.Closest;
import dev.headroom.store.SloDocuments.DocumentKey;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Finds the documents that others refer to. Not thread-safe.
final class References {
  private final Map<DocumentKey, Section> documents = new TreeMap<>();

  /// @return the document that has that name already; null when there is none and this one now has
  ///   it
  @Nullable Section add(DocumentKey key, Section root) {
    return documents.putIfAbsent(key, root);
  }

  /// The document of a name, if there is one.
  @Nullable Section get(String kind, String name) {
    return name.isBlank() ? null : documents.get(new DocumentKey(kind, name));
  }

  /// The document that a field names; null when, which is told, there is none.
  @Nullable Section find(String kind, Section from, String field) {
    String name = from.required(field, "the name of a document of kind " + kind);
    if (name.isEmpty()) {
      return null;
    }
    Section found = get(kind, name);
    if (found == null) {
      List<String> names =
          documents.keySet().stream()
              .filter(key -> key.kind().equals(kind))
              .map(DocumentKey::name)
              .toList();
      String meant = Closest.to(name, names).map(n -> ", did you mean '" + n + "'?").orElse("");
      from.problem(
          field,
          "is '" + name + "', but there is no " + kind + " of that name" + meant,
          meant.isEmpty() ? "the name of one" : "");
    }
    return found;
  }
}
