package dev.headroom.server.web;

import dev.headroom.outcome.Metric;
import dev.headroom.outcome.Proof;
import dev.headroom.outcome.SideEffect;
import dev.headroom.outcome.Verdict;
import dev.headroom.plan.Standing;
import dev.headroom.query.view.FixRow;
import dev.headroom.query.view.FixRow.DecisionView;
import dev.headroom.query.view.FixRow.QuantileChange;
import dev.headroom.query.view.ProofRow;
import dev.headroom.query.view.ProofRow.ShareInterval;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Words and marks of proposals and proofs, on pages and in commands; stateless.
public final class FixText {
  private FixText() {}

  /// `400 ms → 240 ms`.
  public static String shift(QuantileChange change) {
    return Format.nanos(change.nowNanos()) + " → " + Format.nanos(change.thenNanos());
  }

  /// `216 ms to 264 ms`.
  public static String interval(QuantileChange change) {
    return Format.nanos(change.lowNanos()) + " to " + Format.nanos(change.highNanos());
  }

  /// `1.4 → 2.2 ×`, or a dash.
  public static String headroom(FixRow row) {
    FixRow.CeilingChange ceiling = row.ceiling();
    return ceiling == null || ceiling.headroomNow() == null || ceiling.headroomThen() == null
        ? Format.UNKNOWN
        : Format.number(ceiling.headroomNow())
            + " → "
            + Format.number(ceiling.headroomThen())
            + " ×";
  }

  /// `−47 % (−52 % to −41 %)`, or a dash.
  public static String change(@Nullable ShareInterval change) {
    return change == null
        ? Format.UNKNOWN
        : Format.change(change.share())
            + " ("
            + Format.change(change.low())
            + " to "
            + Format.change(change.high())
            + ")";
  }

  public static String state(Standing.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  /// The class of a chip.
  public static String mark(Standing.State state) {
    return switch (state) {
      case OPEN -> "accent";
      case ACCEPTED -> "good";
      case DISMISSED -> "";
    };
  }

  /// Who decided what when, in a few words.
  public static String decided(DecisionView decision, Instant now) {
    String words =
        decision.action().toLowerCase(Locale.ROOT)
            + (decision.value().isEmpty() ? "" : " " + decision.value())
            + " by "
            + decision.who()
            + ", "
            + Format.ago(decision.at(), now);
    Instant until = decision.until();
    return until == null ? words : words + ", until " + Format.minute(until);
  }

  public static String verdict(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /// Where a proof stands, in one or two words.
  public static String stand(ProofRow proof) {
    Verdict verdict = proof.verdict();
    return switch (proof.state()) {
      case WAITING -> "waits";
      case MEASURING -> "measures";
      case CANCELLED -> "cancelled";
      case DONE -> verdict == null ? "done" : verdict(verdict);
    };
  }

  /// The class of a chip.
  public static String mark(ProofRow proof) {
    return proof.state() == Proof.State.DONE && proof.verdict() != null
        ? mark(proof.verdict())
        : proof.state() == Proof.State.CANCELLED ? "" : "accent";
  }

  /// The class of a chip.
  public static String mark(Verdict verdict) {
    return switch (verdict) {
      case FIXED -> "good";
      case PARTLY -> "warn";
      case WORSE -> "bad";
      case NO_EFFECT, UNDECIDED -> "";
    };
  }

  /// The class of a chip.
  public static String mark(SideEffect.State state) {
    return switch (state) {
      case FINE -> "good";
      case WORSE -> "bad";
      case UNKNOWN -> "";
    };
  }

  public static String sideEffect(SideEffect.State state) {
    return switch (state) {
      case FINE -> "fine";
      case WORSE -> "worse";
      case UNKNOWN -> "too little data";
    };
  }

  /// The class of a chip that tells effort or risk.
  public static String level(Enum<?> level) {
    return FindingText.level(level.name());
  }

  public static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /// A value of a metric in its unit.
  public static String value(@Nullable Double value, String unit) {
    return unit.equals("1") ? Format.share(value) : Format.inUnit(value, unit);
  }

  public static String metric(Metric metric) {
    return metric.words();
  }

  /// A term of a score: two digits behind the point.
  public static String term(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /// Where a point lies in a scale, in per cent of its width.
  ///
  /// @param scale what the whole width is, from its negative to its positive
  public static long place(double share, double scale) {
    return Math.round(100 * Math.clamp((share + scale) / (2 * scale), 0, 1));
  }
}
