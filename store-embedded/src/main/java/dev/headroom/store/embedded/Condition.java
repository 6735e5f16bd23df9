package dev.headroom.store.embedded;

import java.util.ArrayList;
import java.util.List;

/// A condition in SQL with its texts apart: a text may hold anything, an SQL literal may not.
///
/// @param sql with a `?` for each parameter
record Condition(String sql, List<Object> parameters) {

  Condition {
    parameters = List.copyOf(parameters);
  }

  /// Joins parts with `and`.
  static final class Builder {
    private final List<String> parts = new ArrayList<>();
    private final List<Object> parameters = new ArrayList<>();

    void and(String part, Object... values) {
      parts.add(part);
      parameters.addAll(List.of(values));
    }

    Condition build() {
      return new Condition(String.join(" and ", parts), parameters);
    }
  }
}
