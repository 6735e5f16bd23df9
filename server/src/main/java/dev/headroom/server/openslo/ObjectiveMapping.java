package dev.headroom.server.openslo;

import dev.headroom.base.HeadroomException;
import dev.headroom.slo.Budgeting;
import dev.headroom.slo.Indicator;
import dev.headroom.slo.Objective;
import dev.headroom.slo.Period;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads one objective: target, budgeting, weight.
final class ObjectiveMapping {
  static final List<String> METHODS = List.of("Occurrences", "Timeslices", "RatioTimeslices");

  private static final String SLICE = "whole minutes that divide an hour, from 1m to 1h";

  private ObjectiveMapping() {}

  /// @param method OpenSLO's budgeting method
  /// @return null when, which was told, it is not right
  static @Nullable Objective read(
      Section at, String name, Indicator indicator, String method, Period period) {
    int errors = at.errors();
    Double target = target(at);
    Budgeting budgeting = budgeting(at, method);
    double weight = weight(at);
    if (target == null || budgeting == null || at.errors() != errors) {
      return null;
    }
    try {
      Objective objective = new Objective(name, indicator, target, budgeting, weight);
      warnOfSmallBudget(at, objective, period);
      return objective;
    } catch (HeadroomException e) {
      at.problem("cannot be used: " + e.getMessage(), "");
      return null;
    }
  }

  private static @Nullable Double target(Section at) {
    if (at.has("target") == at.has("targetPercent")) {
      at.problem(
          at.has("target") ? "has both target and targetPercent" : "has no target",
          "either target, e.g. 0.999, or targetPercent, e.g. 99.9");
      return null;
    }
    boolean percent = at.has("targetPercent");
    String field = percent ? "targetPercent" : "target";
    BigDecimal number = at.number(field);
    if (number == null) {
      return null;
    }
    // Shifted in decimal, so that 99.9 % is the same number as 0.999.
    double target = (percent ? number.movePointLeft(2) : number).doubleValue();
    if (!(target > 0 && target < 1)) {
      at.problem(field, "is " + number, "above 0 and below " + (percent ? "100" : "1"));
      return null;
    }
    return target;
  }

  private static @Nullable Budgeting budgeting(Section at, String method) {
    boolean slices = !method.equals("Occurrences");
    boolean needsTarget = method.equals("Timeslices");
    if (!needsTarget && at.has("timeSliceTarget")) {
      at.warning("timeSliceTarget", "has no effect with budgetingMethod " + method, "");
    }
    if (!slices) {
      if (at.has("timeSliceWindow")) {
        at.warning("timeSliceWindow", "has no effect with budgetingMethod " + method, "");
      }
      return new Budgeting.Occurrences();
    }
    Duration slice = slice(at, method);
    BigDecimal sliceTarget = needsTarget ? sliceTarget(at) : BigDecimal.ONE;
    if (slice == null || sliceTarget == null) {
      return null;
    }
    return needsTarget
        ? new Budgeting.Timeslices(sliceTarget.doubleValue(), slice)
        : new Budgeting.RatioTimeslices(slice);
  }

  private static @Nullable BigDecimal sliceTarget(Section at) {
    if (!at.has("timeSliceTarget")) {
      at.missing("timeSliceTarget", "above 0, at most 1, as budgetingMethod is Timeslices");
    }
    BigDecimal target = at.number("timeSliceTarget");
    if (target == null || (target.doubleValue() > 0 && target.doubleValue() <= 1)) {
      return target;
    }
    at.problem("timeSliceTarget", "is " + target, "above 0, at most 1");
    return null;
  }

  private static @Nullable Duration slice(Section at, String method) {
    if (!at.has("timeSliceWindow")) {
      at.missing("timeSliceWindow", SLICE + ", as budgetingMethod is " + method);
      return null;
    }
    Duration slice = null;
    // A bare number is minutes.
    if (at.any("timeSliceWindow") instanceof Tree.Leaf leaf
        && leaf.kind() == Tree.Leaf.Kind.NUMBER) {
      Shorthand minutes = Shorthand.parse(leaf.text() + "m");
      slice = minutes == null ? null : minutes.length();
    } else {
      int errors = at.errors();
      Shorthand shorthand = Shorthand.of(at, "timeSliceWindow");
      if (at.errors() != errors) {
        return null;
      }
      slice = shorthand == null ? null : shorthand.length();
    }
    if (slice != null && slice.toMinutes() <= 60 && 60 % slice.toMinutes() == 0) {
      return slice;
    }
    Tree given = at.any("timeSliceWindow");
    at.problem("timeSliceWindow", "is " + (given == null ? "" : Tree.shown(given)), SLICE);
    return null;
  }

  private static double weight(Section at) {
    BigDecimal weight = at.number("compositeWeight");
    if (weight == null) {
      return 1;
    }
    double value = weight.doubleValue();
    if (!(value > 0) || Double.isInfinite(value)) {
      at.problem("compositeWeight", "is " + weight, "above 0");
      return 1;
    }
    return value;
  }

  // Minutes and slices are few: with most of them promised the first bad one spends everything.
  private static void warnOfSmallBudget(Section at, Objective objective, Period period) {
    Duration each =
        switch (objective.budgeting()) {
          case Budgeting.Occurrences() ->
              isByMinute(objective.indicator()) ? Duration.ofMinutes(1) : Duration.ZERO;
          case Budgeting.Timeslices(double _, Duration slice) -> slice;
          case Budgeting.RatioTimeslices(Duration slice) -> slice;
        };
    if (each.isZero()) {
      return;
    }
    double allowed =
        objective.allowance() * period.nominal().toMinutes() / Math.max(1, each.toMinutes());
    if (allowed < 1) {
      at.warning(
          at.has("target") ? "target" : "targetPercent",
          String.format(
              Locale.ROOT,
              "leaves less than one bad slice of %s in the time window: the first spends %.0f %% of"
                  + " the budget",
              Shorthand.of(each),
              100 / allowed),
          "a lower target, shorter slices or a longer window");
    }
  }

  private static boolean isByMinute(Indicator indicator) {
    return switch (indicator) {
      case Indicator.Counted _, Indicator.Ratio _ -> false;
      case Indicator.RawRatio _,
          Indicator.Threshold _,
          Indicator.Throughput _,
          Indicator.Freshness _ ->
          true;
    };
  }
}
