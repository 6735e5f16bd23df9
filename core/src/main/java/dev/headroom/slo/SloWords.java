package dev.headroom.slo;

import dev.headroom.base.PlainText;
import dev.headroom.rollup.SliSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Objectives and what they are made of, in plain words.
public final class SloWords {
  private SloWords() {}

  /// `99.9 % of requests of GET /cart under 300 ms, over 30 days`.
  public static String promise(Slo slo, Objective objective) {
    String what =
        switch (objective.budgeting()) {
          case Budgeting.Occurrences() -> "";
          case Budgeting.Timeslices each ->
              "of stretches of "
                  + PlainText.duration(each.slice())
                  + " with "
                  + PlainText.exactPercent(each.target())
                  + " ";
          case Budgeting.RatioTimeslices each ->
              "of the mean over stretches of " + PlainText.duration(each.slice()) + " ";
        };
    return PlainText.exactPercent(objective.target())
        + " "
        + what
        + indicator(objective.indicator())
        + ", over "
        + period(slo.period());
  }

  /// `of requests of GET /cart under 300 ms`.
  public static String indicator(Indicator indicator) {
    return switch (indicator) {
      case Indicator.Counted(SliSpec spec) -> counted(spec);
      case Indicator.Ratio each ->
          part(each.part()) + query(each.numerator()) + " of " + query(each.total());
      case Indicator.RawRatio each -> part(each.part()) + "share " + query(each.ratio());
      case Indicator.Threshold each ->
          "of minutes with "
              + query(each.query())
              + " "
              + sign(each.comparison())
              + " "
              + PlainText.number(each.bound());
      case Indicator.Throughput each ->
          "of minutes with at least "
              + PlainText.number(each.leastPerMinute())
              + " requests of "
              + (each.operation().isEmpty() ? each.service().value() : each.operation());
      case Indicator.Freshness each ->
          "of minutes whose last success of "
              + (each.operation().isEmpty() ? each.service().value() : each.operation())
              + " is not older than "
              + PlainText.duration(each.most());
    };
  }

  private static String counted(SliSpec spec) {
    String subject =
        spec.callee().isEmpty()
            ? "of requests" + (spec.operation().isEmpty() ? "" : " of " + spec.operation())
            : "of calls to "
                + spec.callee()
                + (spec.operation().isEmpty() ? "" : " for " + spec.operation());
    List<String> scope = new ArrayList<>();
    scope(scope, "version", spec.version());
    scope(scope, "environment", spec.environment());
    scope(scope, "tenant", spec.tenant());
    scope(scope, "segment", spec.segment());
    scope(scope, "feature", spec.feature());
    String where = scope.isEmpty() ? "" : " (" + String.join(", ", scope) + ")";
    return subject
        + where
        + switch (spec.bad()) {
          case SliSpec.Failed() -> " without failure";
          case SliSpec.Slower(long threshold, SliSpec.Failures failures) ->
              " within " + latency(threshold) + failures(failures);
        };
  }

  private static void scope(List<String> into, String name, String value) {
    if (!value.isEmpty()) {
      into.add(name + " " + value);
    }
  }

  private static String failures(SliSpec.Failures failures) {
    return switch (failures) {
      case LEFT_OUT -> "";
      case BAD -> " and without failure";
      case BY_DURATION -> ", failed or not";
    };
  }

  /// `300 ms`, `1.5 s`.
  static String latency(long nanos) {
    if (nanos < 1_000_000) {
      return PlainText.number(nanos / 1e3) + " µs";
    }
    return nanos < 1_000_000_000
        ? PlainText.number(nanos / 1e6) + " ms"
        : PlainText.number(nanos / 1e9) + " s";
  }

  private static String part(Indicator.Part part) {
    return switch (part) {
      case GOOD -> "good by ";
      case BAD -> "not bad by ";
    };
  }

  private static String query(MetricQuery query) {
    return query.aggregation().name().toLowerCase(Locale.ROOT)
        + " of "
        + query.metric()
        + (query.service().isEmpty() ? "" : " of " + query.service());
  }

  private static String sign(Indicator.Comparison comparison) {
    return switch (comparison) {
      case LTE -> "≤";
      case GTE -> "≥";
      case LT -> "<";
      case GT -> ">";
    };
  }

  /// `30 days`, `each month in Europe/Berlin`.
  public static String period(Period period) {
    return switch (period) {
      case Period.Rolling(Duration length) ->
          length.toHours() % 24 == 0 && length.toDays() > 0
              ? length.toDays() + (length.toDays() == 1 ? " day" : " days")
              : PlainText.duration(length);
      case Period.Calendar each -> {
        String unit = each.unit().toString().toLowerCase(Locale.ROOT);
        yield (each.count() == 1
                ? "each " + unit.substring(0, unit.length() - 1)
                : "every " + each.count() + " " + unit)
            + " in "
            + each.zone();
      }
    };
  }

  /// How the budget is counted.
  public static String budgeting(Budgeting budgeting) {
    return switch (budgeting) {
      case Budgeting.Occurrences() -> "every bad event spends";
      case Budgeting.Timeslices each ->
          "every stretch of "
              + PlainText.duration(each.slice())
              + " below "
              + PlainText.exactPercent(each.target())
              + " spends";
      case Budgeting.RatioTimeslices each ->
          "every stretch of "
              + PlainText.duration(each.slice())
              + " spends its share of bad events";
    };
  }
}
