package dev.headroom.rollup.metric;

import dev.headroom.rollup.ExemplarReader;
import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.PointFold;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKey.MetricType;
import dev.headroom.rollup.RollupSink;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.MetricPoint;
import dev.headroom.signal.MetricPoint.Data;
import dev.headroom.signal.MetricPoint.Temporality;
import dev.headroom.signal.ResourceIdentity;
import dev.headroom.signal.Value;
import dev.headroom.stat.Sketch;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// Folds metric points into one rollup per series and minute: gauges as readings, counters as
/// increases whatever their temporality, histograms as distributions.
///
/// Cumulative values are taken apart against the series' last point; a new start time or a falling
/// value is a reset. The first point of a series counts from its start time when that is at most
/// [#FIRST_INTERVAL_NANOS] back, else it only sets the baseline. Source: OpenTelemetry metrics data
/// model, "Resets and gaps".
///
/// Not thread-safe.
public final class MetricFold implements PointFold {
  /// A first cumulative point whose interval is longer does not count: spread over one minute it
  /// would be a peak that never was.
  static final long FIRST_INTERVAL_NANOS = 120_000_000_000L;

  /// The attribute that tells the machine of a process, on series of [#CORES].
  public static final String HOST = "host.name";

  /// The metric whose series tell the machine: processes of one machine all count its cores.
  private static final String CORES = "jvm.cpu.count";

  private final KeyTable keys;
  private final Exemplars exemplars = new Exemplars();
  private final LinkedHashMap<RollupKey.Metric, SeriesState> series;
  private final int capacity;
  private long duplicates;
  private long outOfOrder;

  /// @param capacity how many series keep their state; the least recently used is forgotten first
  public MetricFold(KeyTable keys, int capacity) {
    this.keys = keys;
    this.capacity = capacity;
    this.series = new LinkedHashMap<>(256, 0.75f, true);
  }

  @Override
  public void fold(MetricPoint point, double factor, RollupSink rollups) {
    MetricType type = type(point.data());
    RollupKey.Metric key = key(point, type, attributes(point));
    SeriesState state = state(key);
    if (state.seen(point.timeNanos())) {
      duplicates++;
      return;
    }
    if (point.noRecordedValue()) {
      state.forget();
      return;
    }
    long time = point.timeNanos();
    Rollup rollup = rollups.at(keys.number(key), minute(time));
    exemplars.add(key, point, factor);
    switch (point.data()) {
      case Data.Gauge(double value) -> rollup.addReading(value * factor, time);
      case Data.Sum sum -> foldSum(sum, point, factor, state, rollup);
      case Data.Histogram histogram -> foldHistogram(histogram, point, factor, state, rollup);
      case Data.ExponentialHistogram histogram ->
          foldExponential(histogram, point, factor, state, rollup);
      case Data.Summary summary -> {
        foldSummary(summary, point, factor, state, rollup);
        foldQuantiles(summary, point, factor, rollups);
      }
    }
  }

  private void foldSum(
      Data.Sum sum, MetricPoint point, double factor, SeriesState state, Rollup rollup) {
    long time = point.timeNanos();
    if (sum.temporality() == Temporality.DELTA) {
      double value = sum.monotonic() ? sum.value() : state.move(sum.value());
      rollup.addReading(value * factor, time);
      return;
    }
    if (!sum.monotonic()) {
      rollup.addReading(sum.value() * factor, time);
      return;
    }
    Data before = state.last();
    double increase =
        switch (continuity(point, factor, state)) {
          case STALE -> Double.NaN;
          case RESTARTED -> sum.value();
          case BASELINE -> Double.NaN;
          case CONTINUED ->
              before instanceof Data.Sum earlier && earlier.value() <= sum.value()
                  ? sum.value() - earlier.value()
                  : sum.value();
        };
    if (!Double.isNaN(increase)) {
      rollup.addReading(increase * factor, time);
    }
  }

  private void foldHistogram(
      Data.Histogram histogram,
      MetricPoint point,
      double factor,
      SeriesState state,
      Rollup rollup) {
    Data.Histogram added = histogram;
    if (histogram.temporality() != Temporality.DELTA) {
      Data before = state.last();
      Continuity continuity = continuity(point, factor, state);
      if (continuity == Continuity.STALE || continuity == Continuity.BASELINE) {
        return;
      }
      Data.Histogram grown =
          continuity == Continuity.CONTINUED && before instanceof Data.Histogram earlier
              ? Buckets.between(earlier, histogram)
              : null;
      added = grown == null ? histogram : grown;
    }
    rollup.addDistribution(
        added.count(),
        added.sum() * factor,
        added.min() * factor,
        added.max() * factor,
        point.timeNanos(),
        added.bounds().isEmpty() ? null : Buckets.sketch(added, factor));
  }

  private void foldExponential(
      Data.ExponentialHistogram histogram,
      MetricPoint point,
      double factor,
      SeriesState state,
      Rollup rollup) {
    Data.ExponentialHistogram added = histogram;
    if (histogram.temporality() != Temporality.DELTA) {
      Data before = state.last();
      Continuity continuity = continuity(point, factor, state);
      if (continuity == Continuity.STALE || continuity == Continuity.BASELINE) {
        return;
      }
      Data.ExponentialHistogram grown =
          continuity == Continuity.CONTINUED && before instanceof Data.ExponentialHistogram earlier
              ? Buckets.between(earlier, histogram)
              : null;
      added = grown == null ? histogram : grown;
    }
    Sketch sketch = Buckets.sketch(added, factor);
    rollup.addDistribution(
        added.count(),
        added.sum() * factor,
        added.min() * factor,
        added.max() * factor,
        point.timeNanos(),
        sketch.count() > 0 ? sketch : null);
  }

  private void foldSummary(
      Data.Summary summary, MetricPoint point, double factor, SeriesState state, Rollup rollup) {
    Data before = state.last();
    Continuity continuity = continuity(point, factor, state);
    if (continuity == Continuity.STALE || continuity == Continuity.BASELINE) {
      return;
    }
    double fromCount = 0;
    double fromSum = 0;
    if (continuity == Continuity.CONTINUED
        && before instanceof Data.Summary earlier
        && earlier.count() <= summary.count()) {
      fromCount = earlier.count();
      fromSum = earlier.sum();
    }
    rollup.addDistribution(
        summary.count() - fromCount,
        (summary.sum() - fromSum) * factor,
        Double.NaN,
        Double.NaN,
        point.timeNanos(),
        null);
  }

  private void foldQuantiles(
      Data.Summary summary, MetricPoint point, double factor, RollupSink rollups) {
    for (MetricPoint.Quantile quantile : summary.quantiles()) {
      Map<String, Value> labelled = new HashMap<>(point.attributes().values());
      labelled.put("quantile", new Value.Float64(quantile.quantile()));
      RollupKey.Metric key = key(point, MetricType.GAUGE, new Attributes(labelled));
      rollups
          .at(keys.number(key), minute(point.timeNanos()))
          .addReading(quantile.value() * factor, point.timeNanos());
    }
  }

  private enum Continuity {
    /// Older than the last point: it says nothing new.
    STALE,
    /// Counts from its own start.
    RESTARTED,
    /// Counts on from the last point.
    CONTINUED,
    /// Only the baseline for the next.
    BASELINE
  }

  /// How the point follows the series' last one; remembers it unless it is stale.
  private Continuity continuity(MetricPoint point, double factor, SeriesState state) {
    long time = point.timeNanos();
    long start = point.startNanos();
    boolean known = state.last() != null;
    if (known && time < state.timeNanos()) {
      outOfOrder++;
      return Continuity.STALE;
    }
    boolean sameStart = start == 0 || start == state.startNanos();
    Continuity continuity;
    if (known && sameStart && !state.comparable(factor)) {
      // The same measurements under their older name, in another unit.
      continuity = Continuity.BASELINE;
    } else if (known) {
      continuity = sameStart ? Continuity.CONTINUED : Continuity.RESTARTED;
    } else {
      boolean fresh = start > 0 && time - start <= FIRST_INTERVAL_NANOS;
      continuity = fresh ? Continuity.RESTARTED : Continuity.BASELINE;
    }
    state.remember(start, time, factor, point.data());
    return continuity;
  }

  private SeriesState state(RollupKey.Metric key) {
    SeriesState known = series.get(key);
    if (known != null) {
      return known;
    }
    if (series.size() >= capacity) {
      series.pollFirstEntry();
    }
    SeriesState fresh = new SeriesState();
    series.put(key, fresh);
    return fresh;
  }

  private static MetricType type(Data data) {
    return switch (data) {
      case Data.Gauge _ -> MetricType.GAUGE;
      case Data.Sum sum -> sum.monotonic() ? MetricType.COUNTER : MetricType.UP_DOWN_COUNTER;
      case Data.Histogram _, Data.ExponentialHistogram _ -> MetricType.HISTOGRAM;
      case Data.Summary _ -> MetricType.SUMMARY;
    };
  }

  /// With the machine, where it has to be known and the process has all of it: what runs in a
  /// container may have a part of its own, and its host's name is the container's.
  private static Attributes attributes(MetricPoint point) {
    Attributes resource = point.resource();
    if (!point.metric().equals(CORES)
        || !resource.text("container.id", "k8s.pod.name", "k8s.container.name").isEmpty()) {
      return point.attributes();
    }
    String host = resource.text("host.id", HOST);
    if (host.isEmpty()) {
      return point.attributes();
    }
    Map<String, Value> told = new HashMap<>(point.attributes().values());
    told.put(HOST, new Value.Text(host));
    return new Attributes(told);
  }

  private static RollupKey.Metric key(MetricPoint point, MetricType type, Attributes attributes) {
    ResourceIdentity sender = ResourceIdentity.of(point.resource());
    return new RollupKey.Metric(
        sender.service(),
        sender.instance(),
        point.metric(),
        point.unit(),
        type,
        canonical(attributes));
  }

  /// `key=value` pairs sorted by key; commas, equals signs and backslashes inside are escaped with
  /// a backslash, so that two different sets never read the same.
  static String canonical(Attributes attributes) {
    if (attributes.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    new TreeMap<>(attributes.values())
        .forEach((key, value) ->
            text.append(text.isEmpty() ? "" : ",")
                .append(escaped(key))
                .append('=')
                .append(escaped(value.asText())));
    return text.toString();
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=");
  }

  private static long minute(long nanos) {
    return Math.floorDiv(nanos, 60_000_000_000L) * 60;
  }

  /// Points that were seen before and left out.
  public long duplicates() {
    return duplicates;
  }

  /// Cumulative points older than their series' last one, left out.
  public long outOfOrder() {
    return outOfOrder;
  }

  /// How many series are remembered.
  public int size() {
    return series.size();
  }

  /// Some of the exemplars that came with the points; may be read by any thread.
  public ExemplarReader exemplars() {
    return exemplars;
  }

  /// All exemplars, for [#restoreExemplars].
  public byte[] saveExemplars() {
    return exemplars.save();
  }

  /// Takes in what [#saveExemplars] wrote.
  ///
  /// @throws java.io.UncheckedIOException when the bytes are anything else
  public void restoreExemplars(byte[] saved) {
    exemplars.restore(saved);
  }

  /// The baselines of all series, for [#restore].
  public byte[] save() {
    return SeriesCodec.save(series);
  }

  /// Takes in what [#save] wrote.
  ///
  /// @throws java.io.UncheckedIOException when the bytes are anything else
  public void restore(byte[] saved) {
    series.clear();
    series.putAll(SeriesCodec.restore(saved));
  }
}
