package dev.headroom.query.view;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All SLOs and what is left of their budgets.
///
/// @param evaluatedAt the end of the minute that was evaluated last; null before the first time
/// @param sloCount how many objectives pass the filter
/// @param states how many objectives are in each state
/// @param slos one row per objective, this page of them
/// @param problems documents that could not be used
public record SlosView(
    @Nullable Instant evaluatedAt,
    int sloCount,
    Map<String, Integer> states,
    List<Row> slos,
    @Nullable String nextCursor,
    List<Problem> problems,
    List<Hint> hints) {
  public SlosView {
    states = Map.copyOf(states);
    slos = List.copyOf(slos);
    problems = List.copyOf(problems);
    hints = List.copyOf(hints);
  }

  /// One objective of an SLO.
  ///
  /// @param name of the SLO
  /// @param title how people call the SLO
  /// @param objective its name within the SLO; empty when it is the only one
  /// @param promise in words: `99.9 % of requests of GET /cart under 300 ms, over 30 days`
  /// @param target the promised share
  /// @param period in words
  /// @param alerts how many alerts of it are active
  /// @param worst severity of the worst active alert; null when none is
  /// @param history line `remaining` (share of the budget) over the period
  public record Row(
      String name,
      String title,
      String objective,
      String service,
      Ownership ownership,
      String promise,
      double target,
      String period,
      BudgetView budget,
      int alerts,
      @Nullable String worst,
      Chart history) {}

  /// @param where the file with line and column, or `api`
  /// @param field path of the field, empty for the whole document
  /// @param message what is wrong and what was expected
  public record Problem(String where, String field, String message) {}
}
