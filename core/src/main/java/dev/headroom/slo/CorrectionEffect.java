package dev.headroom.slo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a correction does to the budgets of an SLO.
///
/// @param before without it
/// @param after with it
public record CorrectionEffect(Evaluation before, Evaluation after) {

  /// Computes both from the events of the whole period.
  ///
  /// @param existing corrections that stay
  /// @param added the one in question
  /// @param series for each indicator of the SLO, from the start of the period on
  public static CorrectionEffect of(
      Slo slo,
      List<Correction> existing,
      Correction added,
      Map<Indicator, SliSeries> series,
      Instant now) {
    List<Correction> all = new ArrayList<>(existing);
    all.add(added);
    return new CorrectionEffect(
        evaluate(slo, existing, series, now), evaluate(slo, all, series, now));
  }

  private static Evaluation evaluate(
      Slo slo, List<Correction> corrections, Map<Indicator, SliSeries> series, Instant now) {
    SloTracker tracker = new SloTracker(slo, corrections);
    tracker.replace(series);
    return tracker.evaluate(now);
  }
}
