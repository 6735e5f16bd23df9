package dev.headroom.query;

import dev.headroom.outcome.Calibration;
import dev.headroom.outcome.Comparison;
import dev.headroom.outcome.SideEffect;
import dev.headroom.outcome.Measurement;
import dev.headroom.outcome.Metric;
import dev.headroom.outcome.Outcome;
import dev.headroom.outcome.Proof;
import dev.headroom.outcome.Registration;
import dev.headroom.outcome.Registration.Predicted;
import dev.headroom.plan.TrackRecord;
import dev.headroom.query.view.CalibrationView;
import dev.headroom.query.view.Chart;
import dev.headroom.query.view.Hint;
import dev.headroom.query.view.Line;
import dev.headroom.query.view.ProofRow;
import dev.headroom.query.view.ProofRow.ChangeSeen;
import dev.headroom.query.view.ProofRow.ShareInterval;
import dev.headroom.query.view.ProofView;
import dev.headroom.query.view.ProofView.ComparisonView;
import dev.headroom.query.view.ProofView.SideEffectView;
import dev.headroom.query.view.ProofView.MeasuredView;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Turns proofs and the score of predictions into views. Immutable.
final class ProofRows {
  private final Owners owners;

  ProofRows(Owners owners) {
    this.owners = owners;
  }

  ProofRow row(Proof proof) {
    Registration registration = proof.registration();
    Proof.@Nullable Change change = proof.change();
    return new ProofRow(
        proof.id(),
        registration.proposal().value(),
        registration.advice(),
        registration.analysis(),
        registration.service().value(),
        registration.route().service().value(),
        registration.route().operation().value(),
        owners.of(registration.service()),
        registration.metric(),
        registration.minimumEffect(),
        registration.predicted() == null ? null : shares(registration.predicted()),
        registration.window().toSeconds(),
        registration.who(),
        registration.at(),
        proof.state(),
        change == null ? null : new ChangeSeen(change.at(), change.what(), change.version()),
        proof.verdict(),
        proof.measured() == null ? null : effect(proof.measured().comparison()),
        proof.reasons(),
        proof.at());
  }

  private static ShareInterval shares(Predicted predicted) {
    return ShareInterval.ofLogs(predicted.log(), predicted.low(), predicted.high());
  }

  private static @Nullable ShareInterval effect(@Nullable Comparison comparison) {
    return comparison == null
        ? null
        : ShareInterval.ofLogs(
            comparison.log(), comparison.interval().low(), comparison.interval().high());
  }

  ProofView view(Proof proof) {
    @Nullable Measurement measured = proof.measured();
    return new ProofView(
        row(proof), measured == null ? null : measured(measured, proof.registration().metric()));
  }

  private static MeasuredView measured(Measurement measured, Metric metric) {
    @Nullable Comparison comparison = measured.comparison();
    return new MeasuredView(
        measured.before().from(),
        measured.before().to(),
        measured.after().from(),
        measured.after().to(),
        measured.valueBefore(),
        measured.valueAfter(),
        unit(metric),
        measured.requestsBefore(),
        measured.requestsAfter(),
        comparison == null ? null : comparison(comparison),
        measured.controls(),
        measured.sideEffects().stream().map(ProofRows::sideEffect).toList(),
        chart(measured.chart(), metric));
  }

  private static String unit(Metric metric) {
    return switch (metric) {
      case P50, P95 -> "ns";
      case ERROR_SHARE -> "1";
      case CALLS_PER_REQUEST -> "{call}";
    };
  }

  private static ComparisonView comparison(Comparison comparison) {
    return new ComparisonView(
        ShareInterval.ofLogs(
            comparison.log(), comparison.interval().low(), comparison.interval().high()),
        Proof.CONFIDENCE,
        comparison.match().words(),
        comparison.coverage(),
        comparison.slicesBefore(),
        comparison.slicesAfter(),
        comparison.controls(),
        comparison.blockSeconds(),
        comparison.loadSlope());
  }

  private static SideEffectView sideEffect(SideEffect sideEffect) {
    return new SideEffectView(sideEffect.what(), sideEffect.state(), effect(sideEffect.comparison()));
  }

  private static Chart chart(Measurement.Chart chart, Metric metric) {
    return new Chart(
        Instant.ofEpochSecond(chart.start()),
        chart.step(),
        chart.values().isEmpty()
            ? List.of()
            : List.of(
                new Line("metric", unit(metric), chart.values()),
                new Line("controls", "1", chart.controls())));
  }

  static CalibrationView calibration(Calibration calibration) {
    return new CalibrationView(
        calibration.groups().stream().map(ProofRows::group).toList(),
        calibration.outcomes().stream().map(ProofRows::outcome).toList(),
        Calibration.LEAST,
        calibration.outcomes().isEmpty()
            ? List.of(
                new Hint(
                    "No prediction was measured yet",
                    "Every proposal that is accepted, rolled out and proven is held against what"
                        + " was predicted.",
                    ""))
            : List.of());
  }

  private static CalibrationView.Group group(Calibration.Group group) {
    TrackRecord.Correction correction = group.correction();
    boolean corrects = correction.outcomes() > 0;
    return new CalibrationView.Group(
        group.by(),
        group.name().toLowerCase(Locale.ROOT).replace('_', '-'),
        group.outcomes(),
        group.inside(),
        group.inside() / (double) group.outcomes(),
        group.share().low(),
        group.share().high(),
        Math.expm1(group.bias()),
        Double.isFinite(group.spread()) ? Double.valueOf(group.spread()) : null,
        corrects ? Double.valueOf(Math.expm1(correction.logShift())) : null,
        corrects ? Double.valueOf(correction.widening()) : null);
  }

  private static CalibrationView.OutcomeRow outcome(Outcome outcome) {
    Comparison measured = outcome.measured();
    return new CalibrationView.OutcomeRow(
        outcome.proof(),
        outcome.advice(),
        outcome.analysis(),
        outcome.edits().stream()
            .map(kind -> kind.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .sorted()
            .toList(),
        shares(outcome.predicted()),
        ShareInterval.ofLogs(measured.log(), measured.interval().low(), measured.interval().high()),
        outcome.inside(),
        Math.expm1(outcome.error()),
        outcome.verdict(),
        outcome.at());
  }
}
