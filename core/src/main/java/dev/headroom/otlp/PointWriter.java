package dev.headroom.otlp;

import dev.headroom.signal.MetricPoint;
import dev.headroom.signal.MetricPoint.Data;
import dev.headroom.signal.MetricPoint.Exemplar;
import dev.headroom.signal.MetricPoint.Temporality;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes metric points; those of one metric go into one Metric message.
final class PointWriter {
  private static final int NO_RECORDED_VALUE = 1;

  private PointWriter() {}

  /// What points of one Metric message share.
  ///
  /// @param field where a Metric keeps data of that type
  private record MetricKey(
      String name,
      String description,
      String unit,
      int field,
      Temporality temporality,
      boolean monotonic) {

    static MetricKey of(MetricPoint p) {
      return switch (p.data()) {
        case Data.Gauge _ -> of(p, 5, Temporality.UNSPECIFIED, false);
        case Data.Sum sum -> of(p, 7, sum.temporality(), sum.monotonic());
        case Data.Histogram histogram -> of(p, 9, histogram.temporality(), false);
        case Data.ExponentialHistogram histogram -> of(p, 10, histogram.temporality(), false);
        case Data.Summary _ -> of(p, 11, Temporality.UNSPECIFIED, false);
      };
    }

    private static MetricKey of(
        MetricPoint p, int field, Temporality temporality, boolean monotonic) {
      return new MetricKey(p.metric(), p.description(), p.unit(), field, temporality, monotonic);
    }
  }

  static void metrics(ProtoWriter scope, List<MetricPoint> points) {
    Map<MetricKey, List<MetricPoint>> metrics = new LinkedHashMap<>();
    for (MetricPoint point : points) {
      metrics.computeIfAbsent(MetricKey.of(point), _ -> new ArrayList<>()).add(point);
    }
    metrics.forEach((key, members) ->
        scope.message(
            2,
            metric -> {
              metric.text(1, key.name());
              metric.text(2, key.description());
              metric.text(3, key.unit());
              metric.message(
                  key.field(),
                  data -> {
                    members.forEach(p -> data.message(1, point -> point(point, p)));
                    data.varint(2, temporality(key.temporality()));
                    data.varint(3, key.monotonic() ? 1 : 0);
                  });
            }));
  }

  private static int temporality(Temporality temporality) {
    return switch (temporality) {
      case UNSPECIFIED -> 0;
      case DELTA -> 1;
      case CUMULATIVE -> 2;
    };
  }

  private static void point(ProtoWriter out, MetricPoint p) {
    int flags = p.noRecordedValue() ? NO_RECORDED_VALUE : 0;
    out.fixed64(2, p.startNanos());
    out.fixed64(3, p.timeNanos());
    switch (p.data()) {
      case Data.Gauge(double value) -> number(out, p, value, flags);
      case Data.Sum(double value, _, _) -> number(out, p, value, flags);
      case Data.Histogram histogram -> histogram(out, p, histogram, flags);
      case Data.ExponentialHistogram histogram -> exponential(out, p, histogram, flags);
      case Data.Summary summary -> summary(out, p, summary, flags);
    }
  }

  private static void number(ProtoWriter out, MetricPoint p, double value, int flags) {
    if (!p.noRecordedValue()) {
      out.float64(4, value);
    }
    exemplars(out, 5, p);
    OtlpWriter.attributes(out, 7, p.attributes());
    out.varint(8, flags);
  }

  private static void histogram(
      ProtoWriter out, MetricPoint p, Data.Histogram histogram, int flags) {
    out.fixed64(4, histogram.count());
    out.optional(5, histogram.sum());
    out.packedFixed64(6, histogram.counts().stream().mapToLong(Long::longValue).toArray());
    out.packedFixed64(
        7, histogram.bounds().stream().mapToLong(Double::doubleToRawLongBits).toArray());
    exemplars(out, 8, p);
    OtlpWriter.attributes(out, 9, p.attributes());
    out.varint(10, flags);
    out.optional(11, histogram.min());
    out.optional(12, histogram.max());
  }

  private static void exponential(
      ProtoWriter out, MetricPoint p, Data.ExponentialHistogram histogram, int flags) {
    OtlpWriter.attributes(out, 1, p.attributes());
    out.fixed64(4, histogram.count());
    out.optional(5, histogram.sum());
    out.zigzag(6, histogram.scale());
    out.fixed64(7, histogram.zeroCount());
    out.message(8, b -> buckets(b, histogram.positiveOffset(), histogram.positive()));
    out.message(9, b -> buckets(b, histogram.negativeOffset(), histogram.negative()));
    out.varint(10, flags);
    exemplars(out, 11, p);
    out.optional(12, histogram.min());
    out.optional(13, histogram.max());
    out.float64(14, histogram.zeroThreshold());
  }

  private static void buckets(ProtoWriter out, int offset, List<Long> counts) {
    out.zigzag(1, offset);
    out.packedVarint(2, counts);
  }

  private static void summary(ProtoWriter out, MetricPoint p, Data.Summary summary, int flags) {
    out.fixed64(4, summary.count());
    out.float64(5, summary.sum());
    summary
        .quantiles()
        .forEach(quantile ->
            out.message(
                6,
                message -> {
                  message.float64(1, quantile.quantile());
                  message.float64(2, quantile.value());
                }));
    OtlpWriter.attributes(out, 7, p.attributes());
    out.varint(8, flags);
  }

  private static void exemplars(ProtoWriter out, int field, MetricPoint p) {
    for (Exemplar exemplar : p.exemplars()) {
      out.message(
          field,
          message -> {
            message.fixed64(2, exemplar.timeNanos());
            message.float64(3, exemplar.value());
            OtlpWriter.ids(message, 5, exemplar.traceId(), 4, exemplar.spanId());
            OtlpWriter.attributes(message, 7, exemplar.attributes());
          });
    }
  }
}
