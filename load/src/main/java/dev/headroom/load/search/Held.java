package dev.headroom.load.search;

import dev.headroom.load.run.Slice;
import dev.headroom.load.run.StepRequest;
import dev.headroom.load.run.StepResult;
import dev.headroom.load.run.Steps;
import dev.headroom.load.search.CeilingFit.Point;
import dev.headroom.stat.Interval;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// The steps of a search: holds them within the budget, and keeps what all of them say.
final class Held {
  /// The queue is not known so well that a per cent of the rate would matter.
  private static final double TOLERANCE = 1.005;

  private static final int AGAIN = 3;
  private static final int SERVICE_TIMES = 200;
  private static final double WELL_BELOW = 0.95;

  /// What the straight line and steps of finite length are worth, whatever the number of requests.
  private static final double MODEL_ERROR = 1.01;

  private record Step(double rate, Duration length, SlowShare share, boolean holds) {}

  private record Calm(double rate, Histogram latency) {}

  private final Steps target;
  private final LatencyObjective objective;
  private final Duration budget;
  private final Consumer<JudgedStep> progress;
  private final StepJudge judge;

  private final List<JudgedStep> steps = new ArrayList<>();
  private final TreeMap<Double, SlowShare> shares = new TreeMap<>();
  private final List<Step> sound = new ArrayList<>();
  private final List<Calm> calm = new ArrayList<>();
  private Duration spent = Duration.ZERO;
  private QueueGuess queue = QueueGuess.UNKNOWN;

  Held(
      Steps target,
      LatencyObjective objective,
      SearchSettings settings,
      Consumer<JudgedStep> progress) {
    this.target = target;
    this.objective = objective;
    this.budget = settings.budget();
    this.progress = progress;
    this.judge = new StepJudge(objective, settings.lateness());
  }

  /// Holds a rate; again, up to three times, when the generator disturbed it, as that may have been
  /// chance. Null when the budget does not allow for it.
  @Nullable JudgedStep hold(double rate, Duration warmUp, Duration length)
      throws InterruptedException {
    JudgedStep step = once(rate, warmUp, length);
    for (int i = 0; i < AGAIN && step != null && step.verdict() == Verdict.VOID; i++) {
      JudgedStep next = once(rate, warmUp, length);
      step = next == null ? step : next;
    }
    return step;
  }

  private @Nullable JudgedStep once(double rate, Duration warmUp, Duration length)
      throws InterruptedException {
    Duration whole = spent.plus(warmUp).plus(length);
    if (whole.compareTo(budget) > 0) {
      return null;
    }
    StepRequest request = new StepRequest(rate, warmUp, length, objective.threshold());
    StepResult result = target.hold(request);
    spent = whole;
    List<Slice> measured = StepJudge.measured(request, result);
    SlowShare share = SlowShare.of(measured);
    SlowShare before = shares.get(rate);
    SlowShare pooled = before == null ? share : before.and(share);
    JudgedStep step = judge.judge(request, result, pooled, queue.designEffect(rate));
    if (step.verdict() != Verdict.VOID) {
      calm.add(new Calm(rate, result.fromIntended()));
      queue = queue.after(step);
      // What an overloaded target shows depends on how long one looks.
      if (step.verdict() != Verdict.OVERLOADED) {
        shares.put(rate, pooled);
        sound.add(new Step(rate, length, share, step.verdict() == Verdict.HOLDS));
      }
    }
    steps.add(step);
    progress.accept(step);
    return step;
  }

  QueueGuess queue() {
    return queue;
  }

  /// Response times while hardly anybody waited: up to half of the capacity, else of the lowest
  /// rate; equally likely ones.
  List<Duration> service() {
    double lowest = calm.stream().mapToDouble(Calm::rate).min().orElse(0);
    double most = Math.max(lowest, queue.overloadedSeconds() > 0 ? queue.capacity() / 2 : 0);
    Histogram nanos = new Histogram(3);
    nanos.setAutoResize(true);
    calm.stream().filter(step -> step.rate() <= most).forEach(step -> nanos.add(step.latency()));
    return nanos.getTotalCount() == 0
        ? List.of()
        : IntStream.range(0, SERVICE_TIMES)
            .mapToLong(i -> nanos.getValueAtPercentile((i + 0.5) * 100 / SERVICE_TIMES))
            .mapToObj(Duration::ofNanos)
            .toList();
  }

  List<JudgedStep> steps() {
    return steps;
  }

  Duration spent() {
    return spent;
  }

  /// Where the crossing is, between two rates, about at a third; null when nothing near was held.
  ///
  /// Steps that were too short for their queue count for the upper end of the interval alone: the
  /// lower end is what the others say.
  ///
  /// @param full a rate that overloads the target; infinite when none is known
  @Nullable CeilingFit fit(double low, double high, double full, double near) {
    List<Point> points = sound.stream().map(this::point).toList();
    double allowed = objective.allowed();
    CeilingFit all = CeilingFit.of(points, allowed, low, high, full, near);
    if (all == null) {
      return null;
    }
    double least = all.interval().low();
    List<Point> sure = points.stream().filter(Point::settled).toList();
    if (sure.size() < points.size()) {
      CeilingFit below = CeilingFit.of(sure, allowed, low, high, full, all.rate());
      least = Math.min(least, below == null ? low : below.interval().low());
    }
    least = Math.max(least / MODEL_ERROR, proven(all.rate() * WELL_BELOW, low));
    double most = Math.min(all.interval().high() * MODEL_ERROR, high);
    return new CeilingFit(all.rate(), new Interval(Math.min(least, most), most), all.slope());
  }

  /// The highest rate that was long enough for its queue and at which the objective holds. Near the
  /// crossing a step may hold by chance, so those do not count.
  private double proven(double most, double otherwise) {
    return sound.stream()
        .filter(step -> step.holds() && step.rate() <= most && point(step).settled())
        .mapToDouble(Step::rate)
        .max()
        .orElse(otherwise);
  }

  /// By what is known of the queue now.
  private Point point(Step step) {
    boolean settled = step.rate() <= queue.settledAt(step.length()) * TOLERANCE;
    return new Point(step.rate(), step.share(), queue.designEffect(step.rate()), settled);
  }
}
