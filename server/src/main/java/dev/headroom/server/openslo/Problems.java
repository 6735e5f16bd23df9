package dev.headroom.server.openslo;

import dev.headroom.server.openslo.SloProblem.Level;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Collects problems; one that is found twice, because its document is referred to twice, is told
/// once. Not thread-safe.
final class Problems {
  /// More than a person reads; a text made to be wrong everywhere has as many.
  private static final int MAX = 1_000;

  private static final Comparator<SloProblem> BY_PLACE =
      Comparator.comparing(SloProblem::file)
          .thenComparingInt(SloProblem::document)
          .thenComparingInt(SloProblem::line)
          .thenComparingInt(SloProblem::column);

  private final Set<SloProblem> found = new LinkedHashSet<>();
  private int errors;

  void add(SloProblem problem) {
    if (problem.level() == Level.ERROR) {
      errors++;
    }
    if (found.size() < MAX) {
      found.add(problem);
    }
  }

  /// How many errors were told so far, those told twice counted twice: to see whether something
  /// added one.
  int errors() {
    return errors;
  }

  /// All, by place.
  List<SloProblem> sorted() {
    return found.stream().sorted(BY_PLACE).toList();
  }
}
