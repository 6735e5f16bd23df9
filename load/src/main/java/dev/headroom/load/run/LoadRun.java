package dev.headroom.load.run;

import dev.headroom.load.arrival.ArrivalTimes;
import dev.headroom.load.arrival.RateControl;
import dev.headroom.load.arrival.RateFunction;
import dev.headroom.load.http.Client;
import dev.headroom.load.http.Engine;
import dev.headroom.load.plan.LoadModel;
import dev.headroom.load.plan.LoadPlan;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One run of a plan over an engine. `run` once; `stop` and `change` from any thread.
public final class LoadRun {
  private static final Duration LONGEST_DRAIN = Duration.ofSeconds(10);
  private static final long LOOK_MILLIS = 100;

  /// The first request is due a little later, so that all threads are ready for it.
  private static final long LEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Engine engine;
  private final LoadPlan plan;
  private final Marks marks;
  private final Progress progress;
  private final InstantSource clock;
  private final RateControl rate;
  private final Duration drain;
  private volatile @Nullable Stretch stretch;
  private volatile boolean stopped;

  /// @param drain how long what is in flight at the end may take to be answered
  public LoadRun(
      Engine engine,
      LoadPlan plan,
      Marks marks,
      Duration drain,
      Progress progress,
      InstantSource clock) {
    this.engine = engine;
    this.plan = plan;
    this.marks = marks;
    this.progress = progress;
    this.clock = clock;
    this.drain = drain.compareTo(LONGEST_DRAIN) < 0 ? drain : LONGEST_DRAIN;
    this.rate =
        new RateControl(
            plan.load() instanceof LoadModel.Open open
                ? open.rate()
                : new RateFunction.Constant(0));
  }

  private Worker worker(Script script, Stretch stretch, int i) {
    int streams = engine.clients().size();
    Tally tally = new Tally(stretch, plan.slow().toNanos(), script.lines().size());
    ArrivalTimes arrivals = null;
    int users = 0;
    Duration think = Duration.ZERO;
    switch (plan.load()) {
      case LoadModel.Open open ->
          arrivals = new ArrivalTimes(rate, open.spacing(), plan.seed(), i, streams);
      case LoadModel.Closed closed -> {
        users = closed.users() / streams + (i < closed.users() % streams ? 1 : 0);
        think = closed.think();
      }
    }
    return new Worker(
        engine.clients().get(i),
        script,
        stretch,
        tally,
        arrivals,
        users,
        think,
        drain,
        plan.seed() + i);
  }

  /// Changes the rate of an open run from now on; the function counts from now.
  public void change(RateFunction then) {
    Stretch now = stretch;
    long passed = now == null ? 0 : Math.max(0, System.nanoTime() - now.start());
    rate.change(Duration.ofNanos(passed), then);
  }

  /// Ends the load early; `run` returns what was measured until then.
  public void stop() {
    stopped = true;
  }

  /// Makes the load, and blocks until it is over.
  public RunResult run() throws InterruptedException {
    Instant started = clock.instant();
    long[] openedBefore = engineCounts(Client::opened);
    long[] waitedBefore = engineCounts(Client::waitedForRoom);
    Script script = new Script(plan, marks);
    Stretch stretch = Stretch.of(System.nanoTime() + LEAD_NANOS, plan.warmUp(), plan.duration());
    this.stretch = stretch;
    List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < engine.clients().size(); i++) {
      workers.add(worker(script, stretch, i));
    }
    Course course = new Course(stretch, plan, progress);
    GeneratorCpu cpu = new GeneratorCpu(engine, stretch);
    workers.forEach(Worker::start);
    CompletableFuture<?> all =
        CompletableFuture.allOf(
            workers.stream().map(Worker::done).toArray(CompletableFuture[]::new));
    RunResult.End end = new RunResult.End.Complete();
    boolean ending = false;
    while (!over(all, workers)) {
      course.look(workers);
      cpu.look();
      RunResult.End early = ending ? null : early(course);
      if (early != null) {
        end = early;
        ending = true;
        cpu.end();
        long now = System.nanoTime();
        workers.forEach(worker -> worker.stop(now));
        course.endsAt(Math.min(now - stretch.start(), stretch.end() - stretch.start()));
      }
    }
    course.look(workers);
    course.last(workers);
    return new Sum(plan, stretch, workers)
        .result(
            marks.runId(),
            started,
            course,
            cpu.share(),
            sum(engineCounts(Client::opened)) - sum(openedBefore),
            sum(engineCounts(Client::waitedForRoom)) - sum(waitedBefore),
            end);
  }

  private RunResult.@Nullable End early(Course course) {
    if (stopped) {
      return new RunResult.End.Stopped();
    }
    String reason = course.abortReason();
    return reason == null ? null : new RunResult.End.Aborted(reason);
  }

  private boolean over(CompletableFuture<?> all, List<Worker> workers) throws InterruptedException {
    try {
      all.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException _) {
      return false;
    } catch (InterruptedException e) {
      long now = System.nanoTime();
      workers.forEach(worker -> {
        worker.stop(now);
        worker.client().execute(worker.client()::abandon);
      });
      throw e;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a worker cannot fail", e);
    }
  }

  private interface Count {
    long of(Client client);
  }

  private long[] engineCounts(Count count) {
    return engine.clients().stream()
        .map(client -> {
          CompletableFuture<Long> told = new CompletableFuture<>();
          client.execute(() -> told.complete(count.of(client)));
          return told;
        })
        .mapToLong(CompletableFuture::join)
        .toArray();
  }

  private static long sum(long[] values) {
    long sum = 0;
    for (long value : values) {
      sum += value;
    }
    return sum;
  }
}
