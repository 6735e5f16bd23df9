package dev.headroom.query.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an SLO would have done over past traffic.
///
/// @param slo its name
/// @param objectives one result each
public record SimulationView(WindowView window, String slo, List<Result> objectives) {
  public SimulationView {
    objectives = List.copyOf(objectives);
  }

  /// @param name of the objective
  /// @param promise in words
  /// @param budget at the end of the window
  /// @param worstBurn the highest burn rate of an hour; null without events
  /// @param worstAt when that hour ended
  /// @param history line `remaining` over the window
  /// @param alerts what would have fired, oldest first
  /// @param words the outcome in plain words
  public record Result(
      String name,
      String promise,
      BudgetView budget,
      @Nullable Double worstBurn,
      @Nullable Instant worstAt,
      Chart history,
      List<Fired> alerts,
      String words) {
    public Result {
      alerts = List.copyOf(alerts);
    }
  }

  /// @param rule which pair of windows
  /// @param severity `PAGE` or `TICKET`
  /// @param endsAt null when it still fires at the end
  public record Fired(
      String rule, String severity, Instant startsAt, @Nullable Instant endsAt, String words) {}
}
