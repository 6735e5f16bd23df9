package dev.headroom.load.run;

import dev.headroom.load.http.Failure;
import java.util.HashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// What one thread of the generator counts. On that thread, until the run is over.
final class Tally {
  /// Longer times count as this.
  static final long MOST_NANOS = 3600L * 1_000_000_000L;

  private static final int DIGITS = 3;
  private static final int MOST_STATUS = 1000;

  private final Stretch stretch;
  private final long slowNanos;

  final Histogram fromIntended = histogram();
  final Histogram fromSend = histogram();
  final Histogram lateness = histogram();
  final Histogram[] parts;
  final long[] partCompleted;
  final long[] partFailed;
  final long[] sliceOffered;
  final long[] sliceCompleted;
  final long[] sliceFailed;
  final long[] sliceSlow;
  final long[] statuses = new long[MOST_STATUS];
  final long[] failures = new long[Failure.values().length];
  final Map<String, Long> broken = new HashMap<>();
  long offered;
  long completed;
  long failed;
  long bytes;

  /// Counts of all that was offered and ended, the warm-up and the draining included.
  long allOffered;

  long allCompleted;
  long allFailed;
  long allUnfinished;

  private Histogram recentIntended = histogram();
  private Histogram recentSend = histogram();

  Tally(Stretch stretch, long slowNanos, int parts) {
    this.stretch = stretch;
    this.slowNanos = slowNanos;
    this.parts = new Histogram[parts];
    for (int i = 0; i < parts; i++) {
      // With one part, all there is to know of it is known of the whole.
      this.parts[i] = parts == 1 ? fromIntended : histogram();
    }
    partCompleted = new long[parts];
    partFailed = new long[parts];
    sliceOffered = new long[stretch.slices()];
    sliceCompleted = new long[stretch.slices()];
    sliceFailed = new long[stretch.slices()];
    sliceSlow = new long[stretch.slices()];
  }

  static Histogram histogram() {
    return new Histogram(1, MOST_NANOS, DIGITS);
  }

  /// A request should have started at one time, and the generator turned to it at another.
  void offered(long due, long turned) {
    allOffered++;
    count(sliceOffered, due);
    if (isMeasured(due)) {
      offered++;
      lateness.recordValue(within(turned - due));
    }
  }

  /// An answer came; `brokenCheck` is null when all checks held.
  void answered(Flow flow, int status, long size, @Nullable String brokenCheck, long now) {
    boolean fine = brokenCheck == null;
    long took = within(now - flow.due());
    if (fine) {
      allCompleted++;
      count(sliceCompleted, now);
    } else {
      allFailed++;
      count(sliceFailed, now);
    }
    if (!fine || took > slowNanos) {
      count(sliceSlow, now);
    }
    recent(took, now - flow.sent());
    if (!isMeasured(flow.due())) {
      return;
    }
    times(flow, took, now);
    bytes += size;
    statuses[Math.min(MOST_STATUS - 1, status)]++;
    if (fine) {
      completed++;
      partCompleted[flow.part()]++;
    } else {
      failed++;
      partFailed[flow.part()]++;
      broken.merge(brokenCheck, 1L, Long::sum);
    }
  }

  /// No answer came.
  void failed(Flow flow, Failure failure, long now) {
    boolean unfinished = failure == Failure.UNFINISHED;
    if (unfinished) {
      allUnfinished++;
    } else {
      allFailed++;
      count(sliceFailed, now);
      count(sliceSlow, now);
    }
    boolean waited = failure != Failure.CONNECT;
    if (waited) {
      recent(within(now - flow.due()), 0);
    }
    if (!isMeasured(flow.due())) {
      return;
    }
    failures[failure.ordinal()]++;
    if (waited) {
      times(flow, within(now - flow.due()), now);
    }
    if (!unfinished) {
      failed++;
      partFailed[flow.part()]++;
    }
  }

  private void times(Flow flow, long took, long now) {
    fromIntended.recordValue(took);
    if (parts.length > 1) {
      parts[flow.part()].recordValue(took);
    }
    if (flow.wasSent()) {
      fromSend.recordValue(within(now - flow.sent()));
    }
  }

  private void recent(long took, long sinceSent) {
    recentIntended.recordValue(took);
    recentSend.recordValue(within(sinceSent));
  }

  private boolean isMeasured(long due) {
    return due - stretch.measuredFrom() >= 0;
  }

  private void count(long[] slices, long nanos) {
    int slice = stretch.slice(nanos);
    if (slice < slices.length) {
      slices[slice]++;
    }
  }

  private static long within(long nanos) {
    return Math.clamp(nanos, 0, MOST_NANOS);
  }

  /// Requests that have been offered and have not ended.
  long inFlight() {
    return allOffered - allCompleted - allFailed - allUnfinished;
  }

  /// The latencies of what ended since the last time this was asked; the caller keeps them.
  Recent takeRecent() {
    Recent taken = new Recent(recentIntended, recentSend);
    recentIntended = histogram();
    recentSend = histogram();
    return taken;
  }

  /// Latencies of about a second, by when requests ended.
  record Recent(Histogram fromIntended, Histogram fromSend) {}
}
