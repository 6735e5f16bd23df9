package dev.headroom.load.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// What came of a run.
///
/// @param started when its warm-up began
/// @param step everything that is measured of a step
/// @param statuses how many answers had which status
/// @param failures what went wrong, in words, and how often; broken checks as well as missing
///   answers
/// @param parts by request of the plan, in its order
/// @param seconds the course of the run
/// @param connections that were made during it
/// @param waitedForRoom requests that waited because all allowed connections were busy
/// @param bytes of answers' bodies
/// @param end how it ended
public record RunResult(
    String id,
    Instant started,
    Duration warmUp,
    StepResult step,
    SortedMap<Integer, Long> statuses,
    SortedMap<String, Long> failures,
    List<Part> parts,
    List<Point> seconds,
    long connections,
    long waitedForRoom,
    long bytes,
    End end) {

  /// The share of a core from which on the generator is too busy to be believed.
  private static final double BUSY = 0.8;

  /// One request of the plan.
  public record Part(String name, long completed, long failed, Histogram fromIntended) {}

  /// One second; latencies are nanoseconds from the intended time, of what ended in it.
  public record Point(
      Duration elapsed,
      double offeredPerSecond,
      double completedPerSecond,
      double failedPerSecond,
      long inFlight,
      long p50,
      long p95,
      long p99,
      long max) {}

  /// How a run ended.
  public sealed interface End {
    /// By its plan.
    record Complete() implements End {}

    /// Somebody stopped it; the result is of what was measured until then.
    record Stopped() implements End {}

    /// It was given up.
    record Aborted(String reason) implements End {}
  }

  public RunResult {
    statuses = Collections.unmodifiableSortedMap(new TreeMap<>(statuses));
    failures = Collections.unmodifiableSortedMap(new TreeMap<>(failures));
    parts = List.copyOf(parts);
    seconds = List.copyOf(seconds);
  }

  /// Whether less was measured than planned.
  public boolean partial() {
    return !(end instanceof End.Complete);
  }

  /// Why the numbers say more about the generator than about the target; none when they do not.
  public List<String> voidReasons() {
    List<String> reasons = new ArrayList<>();
    if (step.capHit()) {
      reasons.add(
          waitedForRoom
              + " requests waited because all allowed connections were busy: the load was not open;"
              + " raise --connections");
    }
    if (step.generatorCpu() > BUSY) {
      reasons.add(
          "the generator used "
              + Math.round(100 * step.generatorCpu())
              + " % of its core (more than "
              + Math.round(100 * BUSY)
              + " %); give it more --threads");
    }
    long late = step.lateness().getValueAtPercentile(99);
    long allowed = Math.max(1_000_000, step.fromIntended().getValueAtPercentile(99) / 10);
    if (late > allowed) {
      reasons.add(
          "the generator was late: p99 of its lateness is "
              + millis(late)
              + ", allowed are "
              + millis(allowed)
              + " (a tenth of the measured p99, at least 1 ms)");
    }
    return reasons;
  }

  private static String millis(long nanos) {
    return String.format(java.util.Locale.ROOT, "%.3g ms", nanos / 1e6);
  }
}
