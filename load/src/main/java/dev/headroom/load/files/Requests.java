package dev.headroom.load.files;

import dev.headroom.load.result.RunRecord;
import dev.headroom.load.run.RunResult;
import dev.headroom.load.run.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// Gathers the requests of a file and makes a run of them. Holds 28 bytes a request, up to ten
/// million.
final class Requests {
  static final long LONGEST_NANOS = 3_600_000_000_000L;

  private static final int MOST = 10_000_000;
  private static final int MOST_NAMES = 1_000;
  private static final long LONGEST_RUN_NANOS = Duration.ofDays(7).toNanos();
  private static final long SECOND = 1_000_000_000;
  private static final String OTHERS = "(others)";

  private final Source source;
  private final String tool;
  private final Histogram all = histogram();
  private final SortedMap<Integer, Long> statuses = new TreeMap<>();
  private final SortedMap<String, Long> failures = new TreeMap<>();
  private final Map<String, Part> parts = new LinkedHashMap<>();
  private long[] starts = new long[1_024];
  private long[] latencies = new long[1_024];
  private boolean[] failed = new boolean[1_024];
  private int count;

  private static final class Part {
    final Histogram latency = histogram();
    long completed;
    long failed;
  }

  Requests(Source source, String tool) {
    this.source = source;
    this.tool = tool;
  }

  static Histogram histogram() {
    Histogram histogram = new Histogram(3);
    histogram.setAutoResize(true);
    return histogram;
  }

  /// @param startNanos since the epoch
  /// @param status of the answer; 0 when there was none
  /// @param failure what went wrong; empty when nothing did
  void add(String name, long startNanos, long latencyNanos, int status, String failure) {
    if (latencyNanos < 0 || latencyNanos > LONGEST_NANOS) {
      throw source.wrong("a request of " + latencyNanos + " ns", "0 up to an hour");
    }
    if (count == MOST) {
      throw source.wrong("request " + (count + 1), "at most " + MOST);
    }
    if (count == starts.length) {
      int more = (int) Math.min(MOST, count * 2L);
      starts = Arrays.copyOf(starts, more);
      latencies = Arrays.copyOf(latencies, more);
      failed = Arrays.copyOf(failed, more);
    }
    starts[count] = startNanos;
    latencies[count] = latencyNanos;
    failed[count] = !failure.isEmpty();
    count++;
    all.recordValue(latencyNanos);
    if (status > 0) {
      statuses.merge(status, 1L, Long::sum);
    }
    if (!failure.isEmpty()) {
      boolean known = failures.containsKey(failure) || failures.size() < MOST_NAMES;
      failures.merge(known ? failure : OTHERS, 1L, Long::sum);
    }
    boolean known = parts.containsKey(name) || parts.size() < MOST_NAMES;
    Part part = parts.computeIfAbsent(known ? name : OTHERS, _ -> new Part());
    part.latency.recordValue(latencyNanos);
    part.completed += failure.isEmpty() ? 1 : 0;
    part.failed += failure.isEmpty() ? 0 : 1;
  }

  /// The run.
  ///
  /// @param target where the load went, as far as it is known; else empty
  RunRecord record(String target) {
    if (count == 0) {
      throw source.wrong("the end", "at least one request before it");
    }
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    long bad = 0;
    for (int i = 0; i < count; i++) {
      first = Math.min(first, starts[i]);
      last = Math.max(last, starts[i] + latencies[i]);
      bad += failed[i] ? 1 : 0;
    }
    long length = Math.max(SECOND, last - first);
    if (length > LONGEST_RUN_NANOS) {
      throw source.wrong(
          "the end of a run of " + Duration.ofNanos(length).toHours() + " hours", "at most a week");
    }
    StepResult step =
        new StepResult(
            count / (length / 1e9),
            Duration.ofNanos(length),
            all,
            all,
            histogram(),
            count,
            count - bad,
            bad,
            List.of(),
            0,
            false);
    RunResult result =
        new RunResult(
            source.name(),
            Instant.ofEpochSecond(Math.floorDiv(first, SECOND), Math.floorMod(first, SECOND)),
            Duration.ZERO,
            step,
            statuses,
            failures,
            parts(),
            seconds(first, length),
            0,
            0,
            0,
            new RunResult.End.Complete());
    return new RunRecord(
        tool, target, count + " requests, latency from when they were sent", result, List.of());
  }

  private List<RunResult.Part> parts() {
    List<RunResult.Part> list = new ArrayList<>();
    parts.forEach((name, part) ->
        list.add(new RunResult.Part(name, part.completed, part.failed, part.latency)));
    return list;
  }

  /// Requests in the order of their ends, second by second.
  private List<RunResult.Point> seconds(long first, long length) {
    int seconds = (int) Math.ceilDiv(length, SECOND);
    int[] offered = new int[seconds + 1];
    int[] sizes = new int[seconds + 1];
    for (int i = 0; i < count; i++) {
      offered[second(starts[i], first)]++;
      sizes[second(starts[i] + latencies[i], first)]++;
    }
    int[] begins = new int[seconds + 2];
    for (int s = 0; s <= seconds; s++) {
      begins[s + 1] = begins[s] + sizes[s];
    }
    int[] filled = begins.clone();
    long[] ordered = new long[count];
    int[] bad = new int[seconds + 1];
    for (int i = 0; i < count; i++) {
      int second = second(starts[i] + latencies[i], first);
      ordered[filled[second]++] = latencies[i];
      bad[second] += failed[i] ? 1 : 0;
    }
    List<RunResult.Point> points = new ArrayList<>();
    long inFlight = 0;
    for (int s = 0; s < seconds; s++) {
      inFlight += offered[s] - sizes[s];
      Arrays.sort(ordered, begins[s], begins[s + 1]);
      points.add(
          new RunResult.Point(
              Duration.ofSeconds(s + 1L),
              offered[s],
              (double) sizes[s] - bad[s],
              bad[s],
              inFlight,
              at(ordered, begins[s], sizes[s], 0.5),
              at(ordered, begins[s], sizes[s], 0.95),
              at(ordered, begins[s], sizes[s], 0.99),
              at(ordered, begins[s], sizes[s], 1)));
    }
    return points;
  }

  private static int second(long nanos, long first) {
    return (int) ((nanos - first) / SECOND);
  }

  private static long at(long[] values, int from, int size, double quantile) {
    return size == 0 ? 0 : values[from + Math.max(0, (int) Math.ceil(quantile * size) - 1)];
  }
}
