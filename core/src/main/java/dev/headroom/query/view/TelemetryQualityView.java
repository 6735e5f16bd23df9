package dev.headroom.query.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What each service sends, what is missing and how to add it.
///
/// @param services the worst first
public record TelemetryQualityView(
    WindowView window, List<ServiceQuality> services, List<Hint> hints) {
  public TelemetryQualityView {
    services = List.copyOf(services);
    hints = List.copyOf(hints);
  }

  /// @param score share of the applicable checks that pass, partial passes count by coverage; null
  ///   when none applies
  public record ServiceQuality(
      String service,
      Ownership ownership,
      @Nullable Double score,
      boolean traces,
      boolean metrics,
      boolean logs,
      List<Check> checks) {
    public ServiceQuality {
      score = Valid.share("score", score);
      checks = List.copyOf(checks);
    }
  }

  /// One thing that telemetry should tell.
  ///
  /// @param id stable, e.g. `http-route`
  /// @param title e.g. `HTTP route is known`
  /// @param state how well it does
  /// @param coverage share of the data that has it; null when the check does not apply
  /// @param why what it is needed for
  /// @param fix environment variables or code to add; empty when all is well
  public record Check(
      String id, String title, State state, @Nullable Double coverage, String why, String fix) {
    public Check {
      coverage = Valid.share("coverage", coverage);
    }
  }

  /// How well a check does: 99 % coverage is [#OK].
  public enum State {
    OK,
    PARTIAL,
    MISSING,
    NOT_APPLICABLE
  }
}
