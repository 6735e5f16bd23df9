package dev.headroom.capacity;

import dev.headroom.base.TimeWindow;
import dev.headroom.capacity.Ceiling.Headroom;
import dev.headroom.capacity.Ceiling.RunOut;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKey.Operation;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.RollupReader.Query;
import dev.headroom.rollup.RollupReader.Series;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.stat.Interval;
import dev.headroom.stat.WeeklyTrend;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The traffic of the last weeks, by whole days, and the date at which its trend meets a ceiling.
final class TrafficHistory {
  private static final long DAY = 86_400;
  private static final long HOUR = 3_600;
  private static final int DAYS = 56;
  private static final int PEAK_DAYS = 7;
  private static final double YEAR = 365;

  private final long today;
  private final Map<ServiceOperation, double[]> days;
  private final Map<ServiceOperation, Double> busiestHour;

  private TrafficHistory(
      long today, Map<ServiceOperation, double[]> days, Map<ServiceOperation, Double> busiestHour) {
    this.today = today;
    this.days = days;
    this.busiestHour = busiestHour;
  }

  /// Reads 56 days, and the hours of the last 7.
  static TrafficHistory read(RollupReader reader, Instant now) {
    long today = Math.floorDiv(now.getEpochSecond(), DAY) * DAY;
    Map<ServiceOperation, double[]> days = new HashMap<>();
    read(reader, today - DAYS * DAY, today, DAY, days);
    Map<ServiceOperation, double[]> hours = new HashMap<>();
    long hour = Math.floorDiv(now.getEpochSecond(), HOUR) * HOUR;
    read(reader, hour - PEAK_DAYS * DAY, hour, HOUR, hours);
    Map<ServiceOperation, Double> busiest = new HashMap<>();
    hours.forEach(
        (name, counts) -> busiest.put(name, Arrays.stream(counts).max().orElse(0) / HOUR));
    return new TrafficHistory(today, days, busiest);
  }

  private static void read(
      RollupReader reader, long from, long to, long step, Map<ServiceOperation, double[]> into) {
    TimeWindow window = new TimeWindow(Instant.ofEpochSecond(from), Instant.ofEpochSecond(to));
    int count = (int) ((to - from) / step);
    Query query = new Query(RollupKind.OPERATION, window, TrafficHistory::isEntry, step, false);
    for (Series series : reader.read(query)) {
      if (series.key() instanceof Operation key) {
        double[] counts =
            into.computeIfAbsent(
                new ServiceOperation(key.service(), key.operation()), _ -> new double[count]);
        for (RollupReader.Point point : series.points()) {
          int at = (int) Math.floorDiv(point.start() - from, step);
          if (at >= 0 && at < count) {
            counts[at] += point.value().count();
          }
        }
      }
    }
  }

  private static boolean isEntry(RollupKey key) {
    return key instanceof Operation operation && operation.spanKind().isEntry();
  }

  /// The rate in the busiest hour of the last 7 days; 0 when there was none.
  double busiestHour(ServiceOperation name) {
    return busiestHour.getOrDefault(name, 0.0);
  }

  /// How many whole days there was traffic before today, the first one, which is none, left out.
  int days(ServiceOperation name) {
    double[] counts = days.getOrDefault(name, new double[0]);
    int first = 0;
    while (first < counts.length && counts[first] == 0) {
      first++;
    }
    return Math.max(0, counts.length - first - 1);
  }

  /// The trend of the days; null with fewer than [WeeklyTrend#LEAST_DAYS].
  @Nullable WeeklyTrend trend(ServiceOperation name) {
    int known = days(name);
    if (known < WeeklyTrend.LEAST_DAYS) {
      return null;
    }
    double[] counts = days.getOrDefault(name, new double[0]);
    return WeeklyTrend.of(Arrays.copyOfRange(counts, counts.length - known, counts.length));
  }

  /// When traffic has grown to the ceiling; null when it does not within a year. The busy hour is
  /// taken to grow as the days do.
  @Nullable RunOut runsOut(WeeklyTrend trend, Headroom headroom) {
    Interval room = headroom.interval();
    double days = days(trend, headroom.factor(), trend.slope());
    if (!(days <= YEAR)) {
      return null;
    }
    double earliest = days(trend, room.low(), trend.interval().high());
    double latest = days(trend, room.high(), trend.interval().low());
    return new RunOut(
        after(days),
        after(Math.min(earliest, days)),
        latest <= 10 * YEAR ? after(Math.max(latest, days)) : null);
  }

  /// Infinite when it never grows that far.
  private static double days(WeeklyTrend trend, double factor, double slope) {
    if (factor <= 1) {
      return 0;
    }
    return slope > 0 && trend.level() > 0
        ? (factor - 1) * trend.level() / slope
        : Double.POSITIVE_INFINITY;
  }

  private Instant after(double days) {
    return Instant.ofEpochSecond(today).plus(Duration.ofSeconds(Math.round(days * DAY)));
  }
}
