package dev.headroom.plan;

import dev.headroom.base.PlainText;
import dev.headroom.capacity.Ceiling;
import dev.headroom.capacity.ResourceLimit;
import dev.headroom.finding.Edit;
import dev.headroom.plan.BurningObjectives.Burning;
import dev.headroom.plan.RouteEffect.Shift;
import dev.headroom.whatif.Prediction;
import dev.headroom.whatif.Prediction.CeilingShift;
import dev.headroom.whatif.Prediction.Quantile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a candidate would do, by the ports. One per run: predictions are kept, since several
/// questions are asked of the same edits.
final class Effects {
  private static final double MEDIAN = 0.5;
  private static final double TAIL = 0.95;

  private final Planner.Inputs inputs;
  private final Map<List<Edit>, List<Prediction>> predictions = new HashMap<>();

  Effects(Planner.Inputs inputs) {
    this.inputs = inputs;
  }

  private List<Prediction> predict(List<Edit> edits) {
    return edits.isEmpty()
        ? List.of()
        : predictions.computeIfAbsent(edits, inputs.predictor()::predict);
  }

  /// What happens to each route, most relief first.
  List<RouteEffect> routes(Candidate candidate) {
    List<RouteEffect> effects = new ArrayList<>();
    TrackRecord.Correction correction =
        inputs.trackRecord().correction(candidate.analysis(), EditKind.of(candidate.edits()));
    for (Prediction prediction : predict(candidate.edits())) {
      @Nullable RouteEffect effect = route(prediction, correction);
      if (effect != null) {
        effects.add(effect);
      }
    }
    effects.sort(
        Comparator.comparingDouble((RouteEffect each) -> -each.reliefPerSecond())
            .thenComparing(RouteEffect::route));
    return effects;
  }

  private @Nullable RouteEffect route(Prediction prediction, TrackRecord.Correction correction) {
    @Nullable Quantile median = quantile(prediction, MEDIAN);
    @Nullable Quantile tail = quantile(prediction, TAIL);
    if (median == null || tail == null) {
      return null;
    }
    Shift p50 = shift(median).corrected(correction);
    Shift p95 = shift(tail).corrected(correction);
    double perSecond = inputs.traffic().of(prediction.route()).perSecond();
    double saved = (saved(median, p50) + saved(tail, p95)) / 2 / 1e9;
    return new RouteEffect(
        prediction.route(),
        perSecond,
        p50,
        p95,
        perSecond * saved,
        prediction.traces(),
        assumptions(prediction, correction),
        correction,
        ceiling(prediction));
  }

  private static @Nullable Quantile quantile(Prediction prediction, double q) {
    return prediction.quantiles().stream()
        .filter(each -> Math.abs(each.q() - q) < 1e-9)
        .findFirst()
        .orElse(null);
  }

  private static Shift shift(Quantile quantile) {
    return new Shift(quantile.nowNanos(), quantile.thenNanos(), quantile.interval());
  }

  private static double saved(Quantile predicted, Shift corrected) {
    return predicted.savedNanos() + predicted.thenNanos() - corrected.thenNanos();
  }

  private static List<String> assumptions(
      Prediction prediction, TrackRecord.Correction correction) {
    List<String> all = new ArrayList<>(prediction.assumptions());
    if (correction.outcomes() > 0) {
      all.add(
          "By the outcome of "
              + correction.outcomes()
              + " earlier predictions of this kind it was moved by "
              + PlainText.change(Math.exp(correction.logShift()))
              + " and its interval made "
              + PlainText.number(correction.widening())
              + " times as wide.");
    }
    return all;
  }

  private @Nullable CeilingEffect ceiling(Prediction prediction) {
    @Nullable Ceiling today = inputs.ceilings().get(prediction.route());
    @Nullable CeilingShift shift = prediction.ceiling();
    if (today == null || shift == null) {
      return null;
    }
    @Nullable ResourceLimit next = today.limits().size() > 1 ? today.limits().get(1) : null;
    return new CeilingEffect(
        prediction.route(),
        shift.nowPerSecond(),
        shift.thenPerSecond(),
        shift.interval(),
        today.peakPerSecond(),
        shift.binding(),
        shift.nextBinding(),
        next == null ? null : Double.valueOf(next.perSecond()),
        next == null ? null : next.resource());
  }

  /// What is saved of the budget that burns fastest.
  @Nullable BudgetEffect budget(List<Edit> edits) {
    @Nullable BudgetEffect best = null;
    for (Prediction prediction : predict(edits)) {
      for (Burning burning : inputs.objectives().burning(prediction.route())) {
        @Nullable BudgetEffect each = saved(prediction, burning);
        if (each != null && (best == null || worth(each) > worth(best))) {
          best = each;
        }
      }
    }
    return best;
  }

  static double worth(BudgetEffect effect) {
    return effect.savedShare() * Math.min(1, effect.burnRate());
  }

  private static @Nullable BudgetEffect saved(Prediction prediction, Burning burning) {
    if (burning.thresholdNanos() <= 0) {
      return null;
    }
    double now = slower(prediction, burning.thresholdNanos(), false);
    double then = slower(prediction, burning.thresholdNanos(), true);
    if (!(now > 0) || Double.isNaN(then)) {
      return null;
    }
    double saved = Math.clamp(1 - then / now, 0, 1);
    return new BudgetEffect(burning.slo(), burning.objective(), burning.burnRate(), saved);
  }

  /// The share of requests slower than the threshold, between the predicted quantiles on the log
  /// scale. Above the greatest of them no more than its rest is slower: for then that is taken, for
  /// now it would flatter the fix and nothing is told.
  private static double slower(Prediction prediction, long threshold, boolean then) {
    double belowQ = 0;
    double belowNanos = 0;
    for (Quantile each : prediction.quantiles()) {
      double nanos = then ? each.thenNanos() : each.nowNanos();
      if (nanos > threshold) {
        double part =
            belowNanos <= 0
                ? threshold / nanos
                : Math.log(threshold / belowNanos) / Math.log(nanos / belowNanos);
        return 1 - (belowQ + part * (each.q() - belowQ));
      }
      belowQ = each.q();
      belowNanos = nanos;
    }
    return then ? 1 - belowQ : Double.NaN;
  }
}
