package dev.headroom.outcome;

import dev.headroom.base.PlainText;
import dev.headroom.outcome.Registration.Predicted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A verdict with its reasons.
///
/// @param reasons one sentence each; for undecided what is missing
public record Judgement(Verdict verdict, List<String> reasons) {
  /// The share of the predicted effect that has to come for a fix to be one.
  public static final double SHARE_OF_PREDICTION = 0.5;

  public Judgement {
    reasons = List.copyOf(reasons);
  }

  /// Judges a measurement by what was registered.
  ///
  /// Fixed: the interval lies above 0 on the better side, the effect is at least the minimum and at
  /// least half of the prediction, and no side effect got worse. Partly: it lies above 0, but one
  /// of these fails. Worse: it lies below 0. No effect: it holds 0 and ends below the minimum
  /// effect. All else is undecided.
  public static Judgement of(Registration registration, Measurement measured) {
    @Nullable Comparison comparison = measured.comparison();
    if (comparison == null) {
      return new Judgement(Verdict.UNDECIDED, missingData(measured));
    }
    List<String> reasons = new ArrayList<>();
    reasons.add(effect(registration, comparison));
    if (comparison.controls() == 0 && comparison.match() == TimeMatch.ANY) {
      reasons.add(
          "There is no untouched route to compare with, and too little from "
              + TimeMatch.HOUR_OF_DAY.words()
              + " before the change: what changed for all cannot be told from the fix. Missing: a"
              + " day of history, or a route that does not use "
              + registration.service()
              + ".");
      return new Judgement(Verdict.UNDECIDED, reasons);
    }
    if (comparison.controls() == 0) {
      reasons.add("There is no untouched route to compare with.");
    }
    double low = lowGain(registration, comparison);
    double high = highGain(registration, comparison);
    if (high < 0) {
      return new Judgement(Verdict.WORSE, reasons);
    }
    if (low > 0) {
      return better(registration, measured, comparison, reasons);
    }
    if (high < registration.minimumLog()) {
      reasons.add(
          "An effect of "
              + PlainText.percent(registration.minimumEffect())
              + ", the least that matters, can be ruled out.");
      return new Judgement(Verdict.NO_EFFECT, reasons);
    }
    reasons.add(tooWide(registration, measured, low, high));
    return new Judgement(Verdict.UNDECIDED, reasons);
  }

  private static double lowGain(Registration registration, Comparison comparison) {
    return Math.min(
        registration.gain(comparison.interval().low()),
        registration.gain(comparison.interval().high()));
  }

  private static double highGain(Registration registration, Comparison comparison) {
    return Math.max(
        registration.gain(comparison.interval().low()),
        registration.gain(comparison.interval().high()));
  }

  private static String effect(Registration registration, Comparison comparison) {
    return "At equal load and "
        + comparison.match().words()
        + ", "
        + registration.metric().words()
        + " of "
        + registration.route().operation()
        + " changed by "
        + PlainText.change(comparison.factor())
        + " (interval "
        + PlainText.change(Math.exp(comparison.interval().low()))
        + " to "
        + PlainText.change(Math.exp(comparison.interval().high()))
        + ")"
        + (comparison.controls() > 0
            ? ", less what "
                + comparison.controls()
                + " untouched "
                + (comparison.controls() == 1 ? "route" : "routes")
                + " did."
            : ".");
  }

  private static Judgement better(
      Registration registration,
      Measurement measured,
      Comparison comparison,
      List<String> reasons) {
    double gain = registration.gain(comparison.log());
    boolean whole = true;
    if (gain < registration.minimumLog()) {
      whole = false;
      reasons.add(
          "That is less than the "
              + PlainText.percent(registration.minimumEffect())
              + " registered as the least that matters.");
    }
    @Nullable Predicted predicted = registration.predicted();
    if (predicted != null) {
      double share = gain / registration.gain(predicted.log());
      boolean enough = !(share < SHARE_OF_PREDICTION) || registration.gain(predicted.log()) <= 0;
      whole &= enough;
      reasons.add(
          "Predicted was "
              + PlainText.change(Math.exp(predicted.log()))
              + (enough ? "." : ": less than half of it came."));
    }
    for (SideEffect sideEffect : measured.sideEffects()) {
      if (sideEffect.state() == SideEffect.State.WORSE && sideEffect.comparison() != null) {
        whole = false;
        reasons.add(
            sideEffect.what()
                + " got worse by "
                + PlainText.change(sideEffect.comparison().factor())
                + ".");
      }
    }
    return new Judgement(whole ? Verdict.FIXED : Verdict.PARTLY, reasons);
  }

  private static List<String> missingData(Measurement measured) {
    List<String> missing = new ArrayList<>();
    if (measured.requestsBefore() == 0) {
      missing.add("Nothing was measured of the route before the change.");
    }
    if (measured.requestsAfter() == 0) {
      missing.add("Nothing was measured of the route after the change.");
    }
    if (missing.isEmpty()) {
      missing.add(
          "Too little of what came after the change has equals before it: "
              + PlainText.number(measured.requestsBefore())
              + " requests in "
              + PlainText.duration(measured.before().length())
              + " before, "
              + PlainText.number(measured.requestsAfter())
              + " in "
              + PlainText.duration(measured.after().length())
              + " after. Missing: at least an hour on each side, at loads that both have.");
    }
    return missing;
  }

  /// The half-width shrinks with the root of the time measured.
  private static String tooWide(
      Registration registration, Measurement measured, double low, double high) {
    double half = (high - low) / 2;
    double wanted = registration.minimumLog() / 2;
    double times = Math.max(1, Math.pow(half / wanted, 2));
    Duration more =
        Duration.ofSeconds(
            Math.round(measured.after().length().toSeconds() * Math.min(times - 1, 100)));
    return "The interval holds both no effect and one that matters. Missing: about "
        + PlainText.duration(more)
        + " more of measurement at this traffic.";
  }
}
