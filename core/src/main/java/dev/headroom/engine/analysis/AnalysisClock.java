package dev.headroom.engine.analysis;

import dev.headroom.analysis.Analysis;
import dev.headroom.analysis.ModelView;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.control.AnalysisTrigger;
import dev.headroom.query.AnalysisReader;
import dev.headroom.query.ModelViews.GivenUpException;
import dev.headroom.store.FindingLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Runs the analyses in the background, every few minutes and when asked, on one thread of low
/// priority. A run that fails is told and followed by the next. Thread-safe.
public final class AnalysisClock implements AnalysisReader, AnalysisTrigger, AutoCloseable {
  private static final Duration FIRST = Duration.ofSeconds(15);
  private static final long CLOSE_SECONDS = 30;

  private final Parts parts;
  private final Analyst analyst;
  private final LinkedBlockingQueue<CompletableFuture<Void>> asked = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean stopping;
  private volatile Runs runs;

  /// What it is put together from.
  ///
  /// @param views opens what is to be analysed
  /// @param every from the end of a run to the start of the next
  /// @param steps what is done after each run, in order
  /// @param nanos a monotonic clock for durations
  /// @param failed told of every failure that is not only a finding
  public record Parts(
      List<Analysis> analyses,
      Views views,
      FindingLog log,
      List<AnalysisStep> steps,
      Duration every,
      InstantSource clock,
      LongSupplier nanos,
      Consumer<Throwable> failed) {}

  /// Opens the model of a moment.
  public interface Views {
    /// @param given whether the run was given up; the view then throws
    ModelView at(Instant now, BooleanSupplier given);
  }

  // Runs are right at any priority; requests are to be answered before them.
  @SuppressWarnings("ThreadPriorityCheck")
  private AnalysisClock(Parts parts) {
    this.parts = parts;
    this.analyst =
        new Analyst(
            new Analyst.Parts(
                parts.analyses(), parts.log(), parts.steps(), parts.nanos(), parts.failed()));
    this.runs =
        new Runs(
            parts.analyses().stream().map(each -> new Entry(each.spec(), 0, 0, "")).toList(),
            0,
            parts.every(),
            null);
    this.thread = Thread.ofPlatform().name("analyses").daemon().unstarted(this::run);
  }

  /// The first run comes soon.
  public static AnalysisClock start(Parts parts) {
    AnalysisClock started = new AnalysisClock(parts);
    started.thread.start();
    return started;
  }

  private void run() {
    Duration pause = parts.every().compareTo(FIRST) < 0 ? parts.every() : FIRST;
    try {
      while (!stopping) {
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        CompletableFuture<Void> first = asked.poll(pause.toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
          waiting.add(first);
          asked.drainTo(waiting);
        }
        if (!stopping) {
          once();
        }
        waiting.forEach(each -> each.complete(null));
        pause = parts.every();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void once() {
    Instant now = parts.clock().instant();
    try {
      Analyst.Result result = analyst.run(parts.views().at(now, () -> stopping), now);
      runs = new Runs(result.entries(), runs.count() + 1, parts.every(), result.last());
    } catch (GivenUpException _) {
      // The process stops; the next one analyses all of it again.
    } catch (RuntimeException | Error e) {
      parts.failed().accept(e);
    }
  }

  @Override
  public Runs runs() {
    return runs;
  }

  @Override
  public boolean runNow(Duration patience) {
    CompletableFuture<Void> request = new CompletableFuture<>();
    asked.add(request);
    if (stopping) {
      request.complete(null);
    }
    try {
      var _ = request.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException _) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a run is never completed with a failure", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HeadroomException(ErrorCode.INTERNAL, "interrupted while the analyses ran", e);
    }
  }

  /// Gives up a run in progress.
  @Override
  public void close() {
    stopping = true;
    asked.add(new CompletableFuture<>());
    try {
      thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    asked.forEach(waiting -> waiting.complete(null));
  }
}
