package dev.headroom.load.run;

import dev.headroom.load.plan.LoadPlan;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// The course of a run: puts together what the workers tell, second by second, and sees when the
/// target breaks. On the thread that runs it.
final class Course {
  /// A rate over less than that says nothing.
  private static final double LEAST_POINT_SECONDS = 0.5;

  private final Stretch stretch;
  private final LoadPlan plan;
  private final Progress progress;
  private final List<RunResult.Point> points = new ArrayList<>();
  private final Deque<Sums> lately = new ArrayDeque<>();
  private Worker.@Nullable Pulse[] latest = new Worker.@Nullable Pulse[0];
  private Histogram fromIntended = Tally.histogram();
  private Histogram fromSend = Tally.histogram();
  private int told;
  private Sums lastSecond;
  private long end;

  /// Sums over all workers at a moment.
  private record Sums(long nanos, long offered, long completed, long failed, long waiting) {
    long inFlight() {
      return offered - completed - failed;
    }
  }

  Course(Stretch stretch, LoadPlan plan, Progress progress) {
    this.stretch = stretch;
    this.plan = plan;
    this.progress = progress;
    this.lastSecond = new Sums(stretch.start(), 0, 0, 0, 0);
    this.end = stretch.end();
  }

  List<RunResult.Point> points() {
    return points;
  }

  /// When the load ended.
  long end() {
    return end;
  }

  /// The load ends early.
  ///
  /// @param nanos since the start
  void endsAt(long nanos) {
    end = stretch.start() + nanos;
  }

  /// Takes in what the workers have told since the last time.
  void look(List<Worker> workers) {
    if (latest.length == 0) {
      latest = new Worker.@Nullable Pulse[workers.size()];
    }
    for (int i = 0; i < workers.size(); i++) {
      Queue<Worker.Pulse> pulses = workers.get(i).pulses();
      for (Worker.Pulse pulse = pulses.poll(); pulse != null; pulse = pulses.poll()) {
        latest[i] = pulse;
        if (pulse.recent() != null) {
          fromIntended.add(pulse.recent().fromIntended());
          fromSend.add(pulse.recent().fromSend());
          told++;
        }
      }
    }
    Sums now = sums();
    lately.addLast(now);
    while (lately.size() > 1
        && now.nanos - lately.getFirst().nanos > plan.abort().over().toNanos()) {
      lately.removeFirst();
    }
    if (told >= workers.size()) {
      second(now);
    }
  }

  /// Takes in what is left when all workers are done.
  void last(List<Worker> workers) {
    for (Worker worker : workers) {
      Tally.Recent recent = worker.tally().takeRecent();
      fromIntended.add(recent.fromIntended());
      fromSend.add(recent.fromSend());
    }
    if (fromIntended.getTotalCount() > 0) {
      long offered = 0;
      long completed = 0;
      long failed = 0;
      for (Worker worker : workers) {
        offered += worker.tally().allOffered;
        completed += worker.tally().allCompleted;
        failed += worker.tally().allFailed;
      }
      second(new Sums(System.nanoTime(), offered, completed, failed, 0));
    }
  }

  private Sums sums() {
    long nanos = System.nanoTime();
    long offered = 0;
    long completed = 0;
    long failed = 0;
    long waiting = 0;
    for (Worker.Pulse pulse : latest) {
      if (pulse != null) {
        offered += pulse.offered();
        completed += pulse.completed();
        failed += pulse.failed();
        waiting += pulse.waiting();
      }
    }
    return new Sums(nanos, offered, completed, failed, waiting);
  }

  private void second(Sums now) {
    Duration elapsed = Duration.ofNanos(now.nanos - stretch.start());
    double length = Math.max(1, now.nanos - lastSecond.nanos) / 1e9;
    long offered = now.offered - lastSecond.offered;
    long completed = now.completed - lastSecond.completed;
    long failed = now.failed - lastSecond.failed;
    if (length >= LEAST_POINT_SECONDS) {
      points.add(point(now, elapsed, length, offered, completed, failed));
    }
    progress.second(
        new Progress.Second(
            elapsed,
            plan.warmUp().plus(plan.duration()),
            now.nanos - stretch.measuredFrom() < 0,
            Duration.ofNanos(now.nanos - lastSecond.nanos),
            offered,
            completed,
            failed,
            now.inFlight(),
            now.waiting,
            fromIntended,
            fromSend));
    fromIntended = Tally.histogram();
    fromSend = Tally.histogram();
    lastSecond = now;
    told = 0;
  }

  private RunResult.Point point(
      Sums now, Duration elapsed, double length, long offered, long completed, long failed) {
    return new RunResult.Point(
        elapsed,
        offered / length,
        completed / length,
        failed / length,
        now.inFlight(),
        fromIntended.getValueAtPercentile(50),
        fromIntended.getValueAtPercentile(95),
        fromIntended.getValueAtPercentile(99),
        fromIntended.getMaxValue());
  }

  /// Why the run must be given up; null while it need not.
  @Nullable String abortReason() {
    Sums first = lately.getFirst();
    Sums last = lately.getLast();
    long failed = last.failed - first.failed;
    long ended = failed + last.completed - first.completed;
    double share = ended == 0 ? 0 : (double) failed / ended;
    if (ended < plan.abort().least() || share <= plan.abort().failedShare()) {
      return null;
    }
    return String.format(
        Locale.ROOT,
        "%d of %d requests failed in the last %s s (%.0f %%, allowed are %.0f %%)",
        failed,
        ended,
        plan.abort().over().toMillis() / 1000.0,
        100 * share,
        100 * plan.abort().failedShare());
  }
}
