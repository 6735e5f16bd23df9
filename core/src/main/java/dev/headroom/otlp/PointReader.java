package dev.headroom.otlp;

import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.MetricPoint;
import dev.headroom.signal.MetricPoint.Data;
import dev.headroom.signal.MetricPoint.Exemplar;
import dev.headroom.signal.MetricPoint.Quantile;
import dev.headroom.signal.MetricPoint.Temporality;
import dev.headroom.signal.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads the data points of one metric, of whichever of the five types. Used by one thread.
final class PointReader {
  private static final int LIST_MAX = 16_384;
  private static final int NO_RECORDED_VALUE = 1;

  /// The five types of metric.
  enum Type {
    GAUGE,
    SUM,
    HISTOGRAM,
    EXPONENTIAL,
    SUMMARY
  }

  private final String metric;
  private final String description;
  private final String unit;
  private final Attributes resource;
  private final Scope scope;
  private final Tally.Counter counter;
  private final Consumer<MetricPoint> sink;

  private Type type = Type.GAUGE;
  private Temporality temporality = Temporality.UNSPECIFIED;
  private boolean monotonic;

  private long startNanos;
  private long timeNanos;
  private int flags;
  private boolean hasValue;
  private double value;
  private long count;
  private double sum;
  private double min;
  private double max;
  private int scale;
  private long zeroCount;
  private double zeroThreshold;
  private int positiveOffset;
  private int negativeOffset;
  private boolean tooMany;
  private List<Double> bounds = List.of();
  private List<Long> counts = List.of();
  private List<Long> negative = List.of();
  private List<Quantile> quantiles = List.of();
  private List<Exemplar> exemplars = List.of();
  private AnyValues.Builder attributes = new AnyValues.Builder();

  PointReader(
      String metric,
      String description,
      String unit,
      Attributes resource,
      Scope scope,
      Tally.Counter counter,
      Consumer<MetricPoint> sink) {
    this.metric = metric;
    this.description = description;
    this.unit = unit;
    this.resource = resource;
    this.scope = scope;
    this.counter = counter;
    this.sink = sink;
  }

  /// Says of what type the points are that come next.
  void of(Type type, Temporality temporality, boolean monotonic) {
    this.type = type;
    this.temporality = temporality;
    this.monotonic = monotonic;
  }

  /// Reads the point that the cursor is in, to its end.
  void read(ProtoReader in) {
    clear();
    while (in.more()) {
      int tag = in.tag();
      switch (type) {
        case GAUGE, SUM -> number(in, tag);
        case HISTOGRAM -> histogram(in, tag);
        case EXPONENTIAL -> exponential(in, tag);
        case SUMMARY -> summary(in, tag);
      }
    }
    boolean nothing = (flags & NO_RECORDED_VALUE) != 0;
    String fault = fault(nothing);
    if (fault != null) {
      counter.reject(fault);
      return;
    }
    if (!counter.accept()) {
      return;
    }
    sink.accept(
        new MetricPoint(
            metric,
            description,
            unit,
            startNanos,
            timeNanos,
            nothing,
            data(),
            attributes.build(),
            exemplars,
            resource,
            scope));
  }

  private void clear() {
    startNanos = 0;
    timeNanos = 0;
    flags = 0;
    hasValue = false;
    value = 0;
    count = 0;
    sum = Double.NaN;
    min = Double.NaN;
    max = Double.NaN;
    scale = 0;
    zeroCount = 0;
    zeroThreshold = 0;
    positiveOffset = 0;
    negativeOffset = 0;
    tooMany = false;
    bounds = List.of();
    counts = List.of();
    negative = List.of();
    quantiles = List.of();
    exemplars = List.of();
    attributes = new AnyValues.Builder();
  }

  private @Nullable String fault(boolean nothing) {
    if (metric.isBlank()) {
      return "metric name is blank; expected the metric's name";
    }
    if (startNanos < 0 || timeNanos < 0) {
      return "metric '"
          + metric
          + "' has a time after the year 2262; expected nanoseconds since the epoch";
    }
    if (tooMany) {
      return "metric '" + metric + "' has a list of more than " + LIST_MAX + " entries";
    }
    return switch (type) {
      case GAUGE, SUM ->
          hasValue || nothing ? null : "metric '" + metric + "' has a point without a value";
      case HISTOGRAM -> histogramFault();
      case EXPONENTIAL, SUMMARY -> null;
    };
  }

  private @Nullable String histogramFault() {
    boolean plain = bounds.isEmpty() && counts.isEmpty();
    if (!plain && counts.size() != bounds.size() + 1) {
      return "metric '"
          + metric
          + "' has "
          + counts.size()
          + " bucket counts for "
          + bounds.size()
          + " bounds; expected one more than bounds";
    }
    for (int i = 1; i < bounds.size(); i++) {
      if (!(bounds.get(i - 1) < bounds.get(i))) {
        return "metric '" + metric + "' has bounds that do not ascend";
      }
    }
    return null;
  }

  private Data data() {
    return switch (type) {
      case GAUGE -> new Data.Gauge(value);
      case SUM -> new Data.Sum(value, monotonic, temporality);
      case HISTOGRAM -> new Data.Histogram(count, sum, min, max, bounds, counts, temporality);
      case EXPONENTIAL ->
          new Data.ExponentialHistogram(
              count,
              sum,
              min,
              max,
              scale,
              zeroCount,
              zeroThreshold,
              positiveOffset,
              counts,
              negativeOffset,
              negative,
              temporality);
      case SUMMARY -> new Data.Summary(count, Double.isNaN(sum) ? 0 : sum, quantiles);
    };
  }

  private void number(ProtoReader in, int tag) {
    switch (tag) {
      case 2 << 3 | ProtoReader.FIXED64 -> startNanos = in.fixed64();
      case 3 << 3 | ProtoReader.FIXED64 -> timeNanos = in.fixed64();
      case 4 << 3 | ProtoReader.FIXED64 -> {
        value = in.float64();
        hasValue = true;
      }
      case 5 << 3 | ProtoReader.BYTES -> exemplar(in);
      case 6 << 3 | ProtoReader.FIXED64 -> {
        value = in.fixed64();
        hasValue = true;
      }
      case 7 << 3 | ProtoReader.BYTES -> attributes.add(in);
      case 8 << 3 | ProtoReader.VARINT -> flags = (int) in.varint();
      default -> in.skip();
    }
  }

  private void histogram(ProtoReader in, int tag) {
    switch (tag) {
      case 2 << 3 | ProtoReader.FIXED64 -> startNanos = in.fixed64();
      case 3 << 3 | ProtoReader.FIXED64 -> timeNanos = in.fixed64();
      case 4 << 3 | ProtoReader.FIXED64 -> count = in.fixed64();
      case 5 << 3 | ProtoReader.FIXED64 -> sum = in.float64();
      case 6 << 3 | ProtoReader.BYTES -> {
        in.enter("bucket_counts");
        while (in.more()) {
          counts = added(counts, in.fixed64());
        }
        in.leave();
      }
      case 6 << 3 | ProtoReader.FIXED64 -> counts = added(counts, in.fixed64());
      case 7 << 3 | ProtoReader.BYTES -> {
        in.enter("explicit_bounds");
        while (in.more()) {
          bounds = added(bounds, in.float64());
        }
        in.leave();
      }
      case 7 << 3 | ProtoReader.FIXED64 -> bounds = added(bounds, in.float64());
      case 8 << 3 | ProtoReader.BYTES -> exemplar(in);
      case 9 << 3 | ProtoReader.BYTES -> attributes.add(in);
      case 10 << 3 | ProtoReader.VARINT -> flags = (int) in.varint();
      case 11 << 3 | ProtoReader.FIXED64 -> min = in.float64();
      case 12 << 3 | ProtoReader.FIXED64 -> max = in.float64();
      default -> in.skip();
    }
  }

  private void exponential(ProtoReader in, int tag) {
    switch (tag) {
      case 1 << 3 | ProtoReader.BYTES -> attributes.add(in);
      case 2 << 3 | ProtoReader.FIXED64 -> startNanos = in.fixed64();
      case 3 << 3 | ProtoReader.FIXED64 -> timeNanos = in.fixed64();
      case 4 << 3 | ProtoReader.FIXED64 -> count = in.fixed64();
      case 5 << 3 | ProtoReader.FIXED64 -> sum = in.float64();
      case 6 << 3 | ProtoReader.VARINT -> scale = in.zigzag();
      case 7 << 3 | ProtoReader.FIXED64 -> zeroCount = in.fixed64();
      case 8 << 3 | ProtoReader.BYTES -> buckets(in, true);
      case 9 << 3 | ProtoReader.BYTES -> buckets(in, false);
      case 10 << 3 | ProtoReader.VARINT -> flags = (int) in.varint();
      case 11 << 3 | ProtoReader.BYTES -> exemplar(in);
      case 12 << 3 | ProtoReader.FIXED64 -> min = in.float64();
      case 13 << 3 | ProtoReader.FIXED64 -> max = in.float64();
      case 14 << 3 | ProtoReader.FIXED64 -> zeroThreshold = in.float64();
      default -> in.skip();
    }
  }

  private void buckets(ProtoReader in, boolean isPositive) {
    int offset = isPositive ? positiveOffset : negativeOffset;
    List<Long> read = isPositive ? counts : negative;
    in.enter("Buckets");
    while (in.more()) {
      switch (in.tag()) {
        case 1 << 3 | ProtoReader.VARINT -> offset = in.zigzag();
        case 2 << 3 | ProtoReader.VARINT -> read = added(read, in.varint());
        case 2 << 3 | ProtoReader.BYTES -> {
          in.enter("bucket_counts");
          while (in.more()) {
            read = added(read, in.varint());
          }
          in.leave();
        }
        default -> in.skip();
      }
    }
    in.leave();
    if (isPositive) {
      positiveOffset = offset;
      counts = read;
    } else {
      negativeOffset = offset;
      negative = read;
    }
  }

  private void summary(ProtoReader in, int tag) {
    switch (tag) {
      case 2 << 3 | ProtoReader.FIXED64 -> startNanos = in.fixed64();
      case 3 << 3 | ProtoReader.FIXED64 -> timeNanos = in.fixed64();
      case 4 << 3 | ProtoReader.FIXED64 -> count = in.fixed64();
      case 5 << 3 | ProtoReader.FIXED64 -> sum = in.float64();
      case 6 << 3 | ProtoReader.BYTES -> quantile(in);
      case 7 << 3 | ProtoReader.BYTES -> attributes.add(in);
      case 8 << 3 | ProtoReader.VARINT -> flags = (int) in.varint();
      default -> in.skip();
    }
  }

  private void quantile(ProtoReader in) {
    double quantile = 0;
    double at = 0;
    in.enter("ValueAtQuantile");
    while (in.more()) {
      switch (in.tag()) {
        case 1 << 3 | ProtoReader.FIXED64 -> quantile = in.float64();
        case 2 << 3 | ProtoReader.FIXED64 -> at = in.float64();
        default -> in.skip();
      }
    }
    in.leave();
    quantiles = added(quantiles, new Quantile(quantile, at));
  }

  private void exemplar(ProtoReader in) {
    double measured = 0;
    long at = 0;
    TraceId traceId = null;
    SpanId spanId = null;
    AnyValues.Builder filtered = new AnyValues.Builder();
    in.enter("Exemplar");
    while (in.more()) {
      switch (in.tag()) {
        case 2 << 3 | ProtoReader.FIXED64 -> at = in.fixed64();
        case 3 << 3 | ProtoReader.FIXED64 -> measured = in.float64();
        case 4 << 3 | ProtoReader.BYTES -> spanId = Ids.span(in);
        case 5 << 3 | ProtoReader.BYTES -> traceId = Ids.trace(in);
        case 6 << 3 | ProtoReader.FIXED64 -> measured = in.fixed64();
        case 7 << 3 | ProtoReader.BYTES -> filtered.add(in);
        default -> in.skip();
      }
    }
    in.leave();
    exemplars = added(exemplars, new Exemplar(measured, at, traceId, spanId, filtered.build()));
  }

  /// Adds to a list that starts out as the shared empty one.
  private <T> List<T> added(List<T> list, T element) {
    if (list.size() >= LIST_MAX) {
      tooMany = true;
      return list;
    }
    List<T> grown = list.isEmpty() ? new ArrayList<>() : list;
    grown.add(element);
    return grown;
  }
}
