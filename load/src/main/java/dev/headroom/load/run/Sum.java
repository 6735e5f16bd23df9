package dev.headroom.load.run;

import dev.headroom.load.arrival.RateFunction;
import dev.headroom.load.http.Failure;
import dev.headroom.load.plan.LoadModel;
import dev.headroom.load.plan.LoadPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// Adds up what the workers of a run have counted, when they are done.
final class Sum {
  private final LoadPlan plan;
  private final Stretch stretch;
  private final List<Worker> workers;

  Sum(LoadPlan plan, Stretch stretch, List<Worker> workers) {
    this.plan = plan;
    this.stretch = stretch;
    this.workers = workers;
  }

  RunResult result(
      String id,
      Instant started,
      Course course,
      double cpu,
      long connections,
      long waitedForRoom,
      RunResult.End end) {
    Duration length = Duration.ofNanos(Math.max(1, course.end() - stretch.measuredFrom()));
    long offered = total(tally -> tally.offered);
    StepResult step =
        new StepResult(
            asked(length, offered),
            length,
            merged(tally -> tally.fromIntended),
            merged(tally -> tally.fromSend),
            merged(tally -> tally.lateness),
            offered,
            total(tally -> tally.completed),
            total(tally -> tally.failed),
            slices(course.end()),
            cpu,
            waitedForRoom > 0);
    return new RunResult(
        id,
        started,
        plan.warmUp(),
        step,
        statuses(),
        failures(),
        parts(),
        course.points(),
        connections,
        waitedForRoom,
        total(tally -> tally.bytes),
        end);
  }

  /// The rate that was asked for, in the mean; that of the closed model is what came of it.
  private double asked(Duration length, long offered) {
    boolean single =
        plan.scenarios().stream().allMatch(scenario -> scenario.requests().size() == 1);
    if (single && plan.load() instanceof LoadModel.Open open) {
      RateFunction rate =
          open.rate() instanceof RateFunction.After after ? after.then() : open.rate();
      if (rate instanceof RateFunction.Constant constant) {
        return constant.perSecond();
      }
    }
    return offered / (length.toNanos() / 1e9);
  }

  private interface Quantity {
    long of(Tally tally);
  }

  private interface Times {
    Histogram of(Tally tally);
  }

  private long total(Quantity number) {
    return workers.stream().mapToLong(worker -> number.of(worker.tally())).sum();
  }

  private Histogram merged(Times times) {
    Histogram sum = Tally.histogram();
    workers.forEach(worker -> sum.add(times.of(worker.tally())));
    return sum;
  }

  private List<Slice> slices(long end) {
    List<Slice> slices = new ArrayList<>();
    long inFlight = 0;
    for (int i = 0; i < stretch.slices(); i++) {
      int at = i;
      long offset = i * stretch.sliceNanos();
      long length = Math.min(stretch.sliceNanos(), end - stretch.start() - offset);
      if (length <= 0) {
        break;
      }
      long offered = total(tally -> tally.sliceOffered[at]);
      long completed = total(tally -> tally.sliceCompleted[at]);
      long failed = total(tally -> tally.sliceFailed[at]);
      inFlight += offered - completed - failed;
      slices.add(
          new Slice(
              Duration.ofNanos(offset),
              Duration.ofNanos(length),
              offered,
              completed,
              failed,
              total(tally -> tally.sliceSlow[at]),
              inFlight));
    }
    return slices;
  }

  private SortedMap<Integer, Long> statuses() {
    SortedMap<Integer, Long> statuses = new TreeMap<>();
    for (Worker worker : workers) {
      long[] counts = worker.tally().statuses;
      for (int status = 0; status < counts.length; status++) {
        if (counts[status] > 0) {
          statuses.merge(status, counts[status], Long::sum);
        }
      }
    }
    return statuses;
  }

  private SortedMap<String, Long> failures() {
    SortedMap<String, Long> failures = new TreeMap<>();
    for (Worker worker : workers) {
      worker
          .tally()
          .broken
          .forEach((check, count) -> failures.merge("not: " + check, count, Long::sum));
      for (Failure failure : Failure.values()) {
        long count = worker.tally().failures[failure.ordinal()];
        if (count > 0) {
          failures.merge(failure.words(), count, Long::sum);
        }
      }
    }
    return failures;
  }

  private List<RunResult.Part> parts() {
    List<Script.Line> lines = workers.getFirst().script().lines();
    List<RunResult.Part> parts = new ArrayList<>();
    for (Script.Line line : lines) {
      int at = line.part();
      parts.add(
          new RunResult.Part(
              line.plan().name(),
              total(tally -> tally.partCompleted[at]),
              total(tally -> tally.partFailed[at]),
              merged(tally -> tally.parts[at])));
    }
    return parts;
  }
}
