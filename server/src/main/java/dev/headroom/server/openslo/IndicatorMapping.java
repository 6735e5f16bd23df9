package dev.headroom.server.openslo;

import dev.headroom.base.ServiceName;
import dev.headroom.rollup.SliSpec;
import dev.headroom.rollup.SliSpec.Failures;
import dev.headroom.slo.Indicator;
import dev.headroom.slo.Indicator.Comparison;
import dev.headroom.slo.Indicator.Part;
import dev.headroom.slo.MetricQuery.Aggregation;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Turns an SLI and the bound of an objective into an indicator; what cannot be is told.
final class IndicatorMapping {
  private static final List<String> OPERATORS = List.of("lte", "gte", "lt", "gt");
  private static final Set<String> UNITS_OF_TIME = Set.of("ms", "s", "m", "h", "d");

  private IndicatorMapping() {}

  /// @param objective where `op` and `value` stand
  /// @param service of the SLO, for sources that name none
  /// @return null when, which was told, it cannot be
  static @Nullable Indicator map(Sli sli, Section objective, ServiceName service) {
    if (!(sli instanceof Sli.Threshold)) {
      for (String field : List.of("op", "value")) {
        if (objective.has(field)) {
          objective.warning(
              field,
              "has no effect, as the indicator is a ratio",
              "it only with a thresholdMetric");
        }
      }
    }
    return switch (sli) {
      case Sli.Threshold(Source source) -> threshold(source, objective, service);
      case Sli.Ratio ratio -> ratio(ratio, service);
      case Sli.Raw(Part part, Source source) -> raw(part, source, service);
    };
  }

  private static @Nullable Indicator foreign(Source.Foreign source) {
    source
        .at()
        .problem(
            source.at().isV2() ? "spec" : "type",
            "asks a source of type '" + source.type() + "', which Headroom does not read",
            SourceReader.TYPE + ", which counts the telemetry that Headroom receives");
    return null;
  }

  private static @Nullable Indicator raw(Part part, Source source, ServiceName service) {
    return switch (source) {
      case Source.Foreign foreign -> foreign(foreign);
      case Source.Metrics metrics ->
          new Indicator.RawRatio(part, metrics.query(service.value(), Aggregation.AVERAGE));
      case Source.Spans spans -> {
        Source.Bad bad = spans.bad();
        if (bad == null) {
          yield null;
        }
        Long slower = bad.slowerNanos();
        yield counted(
            spans,
            service,
            slower == null ? new SliSpec.Failed() : new SliSpec.Slower(slower, bad.failures()));
      }
    };
  }

  private static Indicator counted(Source.Spans spans, ServiceName usual, SliSpec.Bad bad) {
    String service = spans.scope("service");
    return new Indicator.Counted(
        new SliSpec(
            service.isEmpty() ? usual : new ServiceName(service),
            spans.scope("operation"),
            spans.scope("callee"),
            spans.scope("version"),
            spans.scope("environment"),
            spans.scope("tenant"),
            spans.scope("segment"),
            spans.scope("feature"),
            bad));
  }

  private static @Nullable Indicator ratio(Sli.Ratio ratio, ServiceName service) {
    if (ratio.numerator() instanceof Source.Foreign foreign) {
      return foreign(foreign);
    }
    if (ratio.total() instanceof Source.Foreign foreign) {
      return foreign(foreign);
    }
    if (ratio.numerator() instanceof Source.Metrics counted
        && ratio.total() instanceof Source.Metrics all) {
      Aggregation usual = ratio.counter() ? Aggregation.INCREASE : Aggregation.SUM;
      return new Indicator.Ratio(
          ratio.part(), counted.query(service.value(), usual), all.query(service.value(), usual));
    }
    if (ratio.numerator() instanceof Source.Spans some
        && ratio.total() instanceof Source.Spans all) {
      SliSpec.Bad bad = new SpanRatio(ratio.part(), some, all).bad();
      return bad == null ? null : counted(some, service, bad);
    }
    ratio.at().problem("divides spans by metrics, or metrics by spans", "the same signal in both");
    return null;
  }

  private static @Nullable Indicator threshold(
      Source source, Section objective, ServiceName service) {
    if (source instanceof Source.Foreign foreign) {
      return foreign(foreign);
    }
    if (!objective.has("op")) {
      objective.missing("op", "lte, gte, lt or gt, as the indicator is a thresholdMetric");
    }
    if (!objective.has("value")) {
      objective.missing("value", "the bound of the thresholdMetric");
    }
    String op = objective.word("op", OPERATORS);
    BigDecimal value = objective.number("value");
    if (op == null || value == null) {
      return null;
    }
    Comparison comparison = Comparison.valueOf(op.toUpperCase(Locale.ROOT));
    return switch (source) {
      case Source.Foreign foreign -> foreign(foreign);
      case Source.Metrics metrics ->
          new Indicator.Threshold(
              metrics.query(service.value(), Aggregation.AVERAGE), comparison, value.doubleValue());
      case Source.Spans spans -> measured(spans, objective, comparison, value, service);
    };
  }

  private static @Nullable Indicator measured(
      Source.Spans spans,
      Section objective,
      Comparison comparison,
      BigDecimal value,
      ServiceName usual) {
    String named = spans.scope("service");
    ServiceName service = named.isEmpty() ? usual : new ServiceName(named);
    return switch (spans.measure()) {
      case "latency" -> {
        Long most = most(spans, objective, comparison, value);
        yield most == null
            ? null
            : counted(spans, usual, new SliSpec.Slower(most, spans.failures()));
      }
      case "throughput" -> {
        Double least = leastPerMinute(spans, objective, comparison, value);
        yield least == null || !isUnscoped(spans)
            ? null
            : new Indicator.Throughput(service, spans.scope("operation"), least);
      }
      case "freshness" -> {
        Long most = most(spans, objective, comparison, value);
        yield most == null || !isUnscoped(spans)
            ? null
            : new Indicator.Freshness(service, spans.scope("operation"), Duration.ofNanos(most));
      }
      default -> {
        spans
            .at()
            .problem("measure", "is '" + spans.measure() + "'", "latency, throughput or freshness");
        yield null;
      }
    };
  }

  /// The longest good time in nanoseconds.
  private static @Nullable Long most(
      Source.Spans spans, Section objective, Comparison comparison, BigDecimal value) {
    if (comparison != Comparison.LTE && comparison != Comparison.LT) {
      objective.problem(
          "op",
          "is " + comparison.name().toLowerCase(Locale.ROOT) + ": long would be good",
          "lte or lt, as the " + spans.measure() + " of a good event is short");
      return null;
    }
    Long unit = UNITS_OF_TIME.contains(spans.unit()) ? Shorthand.nanosOf(spans.unit()) : null;
    if (unit == null) {
      tellUnit(spans, "ms, s, m, h or d");
      return null;
    }
    Long nanos = Shorthand.times(value, unit);
    // Spans last whole nanoseconds, so that "less than" is "at most one less".
    long most = nanos == null ? 0 : comparison == Comparison.LT ? nanos - 1 : nanos;
    if (most <= 0) {
      objective.problem("value", "is " + value, "a length above 0 and below 292 years");
      return null;
    }
    return most;
  }

  private static void tellUnit(Source.Spans spans, String expected) {
    if (spans.at().has("unit")) {
      spans.at().problem("unit", "is '" + spans.unit() + "'", expected);
    } else {
      spans.at().missing("unit", expected);
    }
  }

  private static @Nullable Double leastPerMinute(
      Source.Spans spans, Section objective, Comparison comparison, BigDecimal value) {
    if (comparison != Comparison.GTE) {
      objective.problem(
          "op",
          "is " + comparison.name().toLowerCase(Locale.ROOT),
          "gte, as a minute is good with at least so many events");
      return null;
    }
    double perMinute;
    switch (spans.unit()) {
      case "perSecond" -> perMinute = value.doubleValue() * 60;
      case "perMinute" -> perMinute = value.doubleValue();
      case "perHour" -> perMinute = value.doubleValue() / 60;
      default -> {
        tellUnit(spans, "perSecond, perMinute or perHour");
        return null;
      }
    }
    if (!(perMinute > 0) || Double.isInfinite(perMinute)) {
      objective.problem("value", "is " + value, "a rate above 0");
      return null;
    }
    return perMinute;
  }

  // Throughput and freshness know entry spans by service and operation alone.
  private static boolean isUnscoped(Source.Spans spans) {
    boolean unscoped = true;
    for (String field : spans.scope().keySet()) {
      if (!field.equals("service") && !field.equals("operation")) {
        spans
            .at()
            .problem(
                field,
                "narrows " + spans.measure() + ", which is known only by service and operation",
                "none");
        unscoped = false;
      }
    }
    if (spans.at().has("failures") && spans.failures() != Failures.LEFT_OUT) {
      spans.at().problem("failures", "has no sense for " + spans.measure(), "none");
      unscoped = false;
    }
    return unscoped;
  }
}
