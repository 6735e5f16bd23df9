package dev.headroom.outcome;

import dev.headroom.outcome.Registration.Predicted;
import dev.headroom.plan.EditKind;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// A prediction against what was measured, on the log scale.
///
/// @param proof its id
/// @param advice what was done
/// @param analysis whose finding it answered
/// @param edits the kinds of edits that were predicted
/// @param predicted what was predicted
/// @param measured what came
/// @param verdict of the proof
/// @param at when it was judged
public record Outcome(
    String proof,
    String advice,
    String analysis,
    Set<EditKind> edits,
    Predicted predicted,
    Comparison measured,
    Verdict verdict,
    Instant at) {
  /// An interval narrower than 1 % is taken as that wide.
  private static final double HALF_LEAST = 0.01;

  /// The outcome of a proof; empty without a prediction, a measurement or a verdict that stands.
  public static Optional<Outcome> of(Proof proof) {
    Registration registration = proof.registration();
    Measurement measurement = proof.measured();
    if (proof.state() != Proof.State.DONE
        || registration.predicted() == null
        || measurement == null
        || measurement.comparison() == null
        || proof.verdict() == null
        || proof.verdict() == Verdict.UNDECIDED) {
      return Optional.empty();
    }
    return Optional.of(
        new Outcome(
            proof.id(),
            registration.advice(),
            registration.analysis(),
            registration.edits(),
            registration.predicted(),
            measurement.comparison(),
            proof.verdict(),
            proof.at()));
  }

  /// Whether what came lies inside the predicted interval.
  public boolean inside() {
    return measured.log() >= predicted.low() && measured.log() <= predicted.high();
  }

  /// What came less what was predicted: above 0 when the metric stayed higher.
  public double error() {
    return measured.log() - predicted.log();
  }

  /// What came less what was predicted before the track record had its say.
  double rawError() {
    return error() + predicted.shift();
  }

  /// How many half-widths of the interval, before it was widened, the error is, once the shift is
  /// taken off.
  double halfWidths(double shift) {
    double rest = rawError() - shift;
    double half =
        (rest > 0 ? predicted.high() - predicted.log() : predicted.log() - predicted.low())
            / predicted.widening();
    return Math.abs(rest) / Math.max(half, HALF_LEAST);
  }
}
