package dev.headroom.server.openslo;

import java.util.List;

/// What became, or would become, of documents that were sent.
///
/// @param applied false when nothing was changed: there are errors, or it was a dry run
/// @param changes what is new, changed or deleted, by the order of the documents
/// @param problems errors, for which nothing is applied, and warnings
public record SloApplyView(
    boolean applied, boolean dryRun, List<Change> changes, List<SloProblem> problems) {
  public SloApplyView {
    changes = List.copyOf(changes);
    problems = List.copyOf(problems);
  }

  /// One document.
  ///
  /// @param action `created`, `changed`, `unchanged` or `deleted`
  public record Change(String kind, String name, String action) {}

  /// Whether nothing stands against it.
  public boolean acceptable() {
    return problems.stream().noneMatch(problem -> problem.level() == SloProblem.Level.ERROR);
  }
}
