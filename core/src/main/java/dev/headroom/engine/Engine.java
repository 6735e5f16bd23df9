package dev.headroom.engine;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.otlp.SegmentKeys;
import dev.headroom.otlp.SpanDecoder;
import dev.headroom.rollup.ExemplarReader;
import dev.headroom.rollup.Folds;
import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.OpenTraceIds;
import dev.headroom.rollup.SliSpecs;
import dev.headroom.rollup.SpanShard;
import dev.headroom.rollup.log.LogFold;
import dev.headroom.rollup.metric.MetricFold;
import dev.headroom.signal.SignalSink;
import dev.headroom.signal.SignalType;
import dev.headroom.signal.SpanTables;
import dev.headroom.store.ChangeLog;
import dev.headroom.store.Commit;
import dev.headroom.store.Journal;
import dev.headroom.store.QuarantineLog;
import dev.headroom.store.TelemetryStore;
import dev.headroom.store.TraceInspector;
import dev.headroom.store.layered.LayeredStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The pump: requests go through the journal to the workers, what they fold becomes visible every
/// tick, and is committed together with the journal position, so that every accepted item is
/// counted exactly once whatever happens to the process.
///
/// After a start the journal is replayed in the background from where open state begins; records
/// that a commit covers only rebuild that state.
///
/// Thread-safe. [#close] commits what has come in; open traces go on after the next start.
public final class Engine implements AutoCloseable {
  private static final long CLOSE_SECONDS = 60;
  private static final long DEDUP_BYTES_SHORT_OF_ROOM = 4 << 20;
  private static final Duration CAPS_RENEWAL = Duration.ofDays(1);

  private final EngineSettings settings;
  private final InstantSource clock;
  private final KeyTable keys;
  private final LayeredStore store;
  private final VersionWatch versions;
  private final List<SpanWorker> spanWorkers = new ArrayList<>();
  private final RecordWorker recordWorker;
  private final ExemplarReader exemplars;
  private final Pump pump;
  private final Journal journal;
  private final Committer committer;
  private final Ingest ingest;
  private final Thread ticker;
  private final JournalBytes bytes;
  private final long recoveredPosition;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile boolean closed;
  private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
  private volatile long pendingBytes;
  private volatile @Nullable Instant oldestUncommitted;
  private Instant lastCommit;
  private Instant lastMaintained;
  private Instant capsRenewed;

  /// What the engine is put together from.
  ///
  /// @param durable where commits go; the engine closes it
  /// @param folds how folds are put to work; [Folds#PLAIN] outside tests
  /// @param quarantine keeps the bytes of what a fold could not take
  /// @param nanos a monotonic clock for durations
  /// @param slis which indicators are counted; holds what a replay is to count
  public record Parts(
      TelemetryStore durable,
      Journal.Opener journal,
      ChangeLog changes,
      TraceInspector inspector,
      SegmentKeys segmentKeys,
      Folds folds,
      QuarantineLog quarantine,
      InstantSource clock,
      LongSupplier nanos,
      SliSpecs slis) {}

  private Engine(Parts parts, EngineSettings settings) {
    this.settings = settings;
    clock = parts.clock();
    TelemetryStore.Recovered recovered = parts.durable().recover();
    recoveredPosition = recovered.position();
    keys = new KeyTable(settings.limits());
    keys.load(recovered.keys());
    store = new LayeredStore(parts.durable(), keys, parts.inspector());
    SpanTables tables = SpanTables.create();
    SpanDecoder decoder = new SpanDecoder(tables, parts.segmentKeys());
    versions = new VersionWatch(tables.shapes(), parts.changes());
    AtomicReference<@Nullable Journal> opened = new AtomicReference<>();
    bytes = new JournalBytes(() -> opened(opened));
    OpenTraceIds open = OpenTraceIds.read(States.all(recovered.states(), SpanWorker.STATE));
    for (int number = 0; number < settings.shards(); number++) {
      Quarantine quarantine = new Quarantine(parts.quarantine(), clock);
      SpanShard shard =
          new SpanShard(
              number,
              settings.shards(),
              tables,
              keys,
              settings.assembly().withOpenSpans(settings.limits().openSpans() / settings.shards()),
              settings.sampling(),
              settings.dedupSpans(),
              bytes,
              parts.slis(),
              parts.folds(),
              new SpanFaults(quarantine, bytes));
      spanWorkers.add(
          new SpanWorker(number, shard, open, quarantine, settings.queueSpans(), this::breakDown));
    }
    MetricFold metrics = new MetricFold(keys, settings.limits().seriesPerService() * 20);
    exemplars = metrics.exemplars();
    recordWorker =
        new RecordWorker(
            settings.shards() + 1,
            metrics,
            new LogFold(keys, settings.limits()),
            parts.folds(),
            new Quarantine(parts.quarantine(), clock),
            States.single(recovered.states()),
            settings.queuePoints(),
            this::breakDown);
    Quarantine quarantine = new Quarantine(parts.quarantine(), clock);
    quarantine.restore(States.all(recovered.states(), Quarantine.STATE));
    pump =
        new Pump(
            recovered.position(),
            decoder,
            versions,
            spanWorkers,
            recordWorker,
            quarantine,
            this::breakDown);
    journal = parts.journal().open(recovered.replayFrom(), recovered.position(), pump);
    opened.set(journal);
    committer = new Committer(store, journal, clock, parts.nanos(), recovered.position());
    ingest =
        new Ingest(
            decoder,
            journal,
            () -> pendingBytes > settings.pendingBytesMax() || broken.get() != null,
            clock);
    lastCommit = clock.instant();
    lastMaintained = lastCommit;
    capsRenewed = lastCommit;
    ticker = Thread.ofPlatform().name("engine-clock").daemon().unstarted(this::run);
  }

  private static Journal opened(AtomicReference<@Nullable Journal> holder) {
    Journal journal = holder.get();
    if (journal == null) {
      throw new IllegalStateException("a trace was kept before the journal was open");
    }
    return journal;
  }

  /// Opens the journal and starts all threads; replay goes on in the background.
  public static Engine start(Parts parts, EngineSettings settings) {
    Engine engine = new Engine(parts, settings);
    engine.spanWorkers.forEach(Worker::start);
    engine.recordWorker.start();
    engine.ticker.start();
    return engine;
  }

  /// Where telemetry is taken in.
  public SignalSink sink() {
    return ingest;
  }

  public KeyTable keys() {
    return keys;
  }

  /// What has been folded, committed or not.
  public LayeredStore store() {
    return store;
  }

  /// Exemplars of metric series, as soon as they are folded.
  public ExemplarReader exemplars() {
    return exemplars;
  }

  private void run() {
    try {
      while (!stopping.await(settings.tick().toNanos(), TimeUnit.NANOSECONDS)) {
        tick();
      }
    } catch (InterruptedException e) {
      breakDown(e);
    } catch (RuntimeException | Error e) {
      breakDown(e);
    }
  }

  private void tick() {
    Instant now = clock.instant();
    boolean commit = committer.idle() && commitDue(now);
    pass(commit, false);
    if (commit) {
      lastCommit = now;
    }
    if (!now.isBefore(lastMaintained.plus(settings.maintainInterval()))) {
      lastMaintained = now;
      committer.maintain();
    }
    if (!now.isBefore(capsRenewed.plus(CAPS_RENEWAL))) {
      capsRenewed = now;
      keys.renewCaps();
    }
  }

  private boolean commitDue(Instant now) {
    boolean something =
        pendingBytes > 0
            || journal.stats().head() > committer.committedPosition()
            || ingest.shortOfRoom();
    boolean much =
        pendingBytes > settings.pendingBytesMax() / 3
            || journal.stats().head() - committer.committedPosition()
                > settings.commitJournalBytes();
    return something && (much || !now.isBefore(lastCommit.plus(settings.commitInterval())));
  }

  /// @param position up to which the journal was folded
  /// @param commit whether it went well; true when there was none
  private record Pass(long position, CompletableFuture<Boolean> commit) {}

  /// Makes visible what was folded, and starts a commit of it when asked. When it fails, what
  /// workers handed over may be lost, so that nothing may be committed any more, whoever asks.
  private synchronized Pass pass(boolean commit, boolean flush) {
    try {
      return passAll(commit, flush);
    } catch (RuntimeException | Error e) {
      breakDown(e);
      throw e;
    }
  }

  private Pass passAll(boolean commit, boolean flush) {
    Barrier barrier = new Barrier(spanWorkers.size() + 2, commit, flush);
    journal.atBarrier((position, clockNanos) -> pump.place(barrier, position, clockNanos));
    List<Barrier.Part> parts = await(barrier);
    versions.tell();
    add(parts);
    // Before the replay is where the last commit was, the workers know less than what is stored.
    if (!commit || barrier.position() < recoveredPosition) {
      return new Pass(barrier.position(), CompletableFuture.completedFuture(true));
    }
    store.freeze(
        barrier.position(),
        replayFrom(parts, barrier.position()),
        States.of(parts.stream().flatMap(part -> part.states().stream()).toList()));
    Instant oldest = oldestUncommitted;
    pendingBytes = 0;
    oldestUncommitted = null;
    return new Pass(
        barrier.position(),
        committer
            .commit(barrier.position())
            .thenApply(done -> {
              pendingBytes = bytes(store.pending());
              if (!done) {
                oldestUncommitted = oldest;
              }
              return done;
            }));
  }

  private long replayFrom(List<Barrier.Part> parts, long position) {
    long open = parts.stream().mapToLong(Barrier.Part::openFrom).min().orElse(position);
    long known = parts.stream().mapToLong(Barrier.Part::knownFrom).min().orElse(position);
    // On a full disk room for new data is worth more than a long memory.
    long most = settings.dedupJournalBytes();
    long kept = ingest.shortOfRoom() ? Math.min(most, DEDUP_BYTES_SHORT_OF_ROOM) : most;
    long remembered = Math.max(known, position - kept);
    return Math.min(position, Math.min(open, remembered));
  }

  /// What the workers hand over is theirs no more, so that nobody may walk away from it but when
  /// the engine is at its end.
  private List<Barrier.Part> await(Barrier barrier) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return barrier.complete().get(100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
          interrupted = true;
        } catch (TimeoutException _) {
          Throwable cause = broken.get();
          if (cause != null) {
            throw new IllegalStateException("the engine broke down", cause);
          }
          if (closed) {
            // The journal runs no barriers any more.
            throw new IllegalStateException("the engine is closed");
          }
        } catch (ExecutionException e) {
          throw new IllegalStateException("a barrier was not placed", e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void add(List<Barrier.Part> parts) {
    Commit delta =
        new Commit(
            0,
            0,
            1,
            List.of(),
            parts.stream().flatMap(part -> part.rollups().stream()).toList(),
            parts.stream().flatMap(part -> part.traces().stream()).toList(),
            parts.stream().flatMap(part -> part.logs().stream()).toList(),
            Map.of());
    if (delta.rollups().isEmpty() && delta.traces().isEmpty() && delta.logs().isEmpty()) {
      return;
    }
    store.add(delta);
    pendingBytes = bytes(store.pending());
    if (oldestUncommitted == null) {
      oldestUncommitted = clock.instant();
    }
  }

  private static long bytes(TelemetryStore.Stats stats) {
    return stats.bytes().values().stream().mapToLong(Long::longValue).sum();
  }

  /// Makes visible what the journal has handed over, and closes traces that are complete by now;
  /// what the engine's clock does at every tick.
  public void settle() {
    pass(false, false);
  }

  /// Commits what has been folded.
  ///
  /// @return whether the store took it
  public boolean commit() {
    return pass(true, false).commit().join();
  }

  /// Closes all open traces and commits everything received before the call; for imports.
  ///
  /// @throws HeadroomException when the store cannot take it, or the engine is closed or the thread
  ///   interrupted before all was folded
  public void flush() {
    // A replay may have to come to an end first.
    long received = journal.stats().head();
    while (pass(false, false).position() < received) {
      pause();
    }
    if (!pass(true, true).commit().join()) {
      throw new HeadroomException(
          ErrorCode.STORAGE_FULL,
          "the store did not take the data: " + committer.stats().lastFailure());
    }
  }

  private void pause() {
    try {
      if (!stopping.await(10, TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    throw new HeadroomException(ErrorCode.INTERNAL, "stopped before all was folded");
  }

  private void breakDown(Throwable cause) {
    broken.compareAndSet(null, cause);
  }

  public EngineStats stats() {
    Map<SignalType, EngineStats.Intake> intake = new EnumMap<>(SignalType.class);
    for (SignalType signal : SignalType.values()) {
      intake.put(signal, ingest.intake(signal));
    }
    List<EngineStats.Queue> queues = new ArrayList<>();
    spanWorkers.forEach(worker ->
        queues.add(new EngineStats.Queue(worker.name(), worker.depth(), worker.capacity())));
    queues.add(
        new EngineStats.Queue(recordWorker.name(), recordWorker.depth(), recordWorker.capacity()));
    Throwable cause = broken.get();
    return new EngineStats(
        intake,
        queues,
        spanWorkers.stream().map(SpanWorker::stats).toList(),
        recordWorker.stats().duplicatePoints(),
        recordWorker.stats().outOfOrderPoints(),
        recordWorker.stats().duplicateRecords(),
        keys.capsHit(),
        journal.stats(),
        committer.committedPosition(),
        committer.stats(),
        oldestUncommitted,
        store.stats(),
        store.pending(),
        bytes.lost(),
        quarantined(),
        cause == null ? null : cause.toString());
  }

  private EngineStats.Quarantine quarantined() {
    List<EngineStats.Quarantine> parts = new ArrayList<>();
    parts.add(pump.quarantined());
    parts.add(recordWorker.quarantined());
    spanWorkers.forEach(worker -> parts.add(worker.quarantined()));
    return Quarantine.sum(parts);
  }

  /// Stops the intake, folds and commits what has come in, closes journal and store. A second call
  /// does nothing.
  @Override
  public void close() {
    synchronized (stopping) {
      if (stopping.getCount() == 0) {
        return;
      }
      ingest.close();
      stopping.countDown();
    }
    try {
      finish();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      // The journal has everything; the next start folds it again.
      breakDown(e);
    } finally {
      closed = true;
      release();
    }
  }

  private void finish() throws InterruptedException, ExecutionException, TimeoutException {
    ticker.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
    boolean replaying = journal.stats().replayedBytes() < journal.stats().replayBytes();
    if (broken.get() == null && !replaying) {
      drain();
      pass(true, false).commit().get(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
  }

  /// Closes all parts, also when one of them fails. The workers after the journal, which still
  /// hands over what it holds.
  private void release() {
    List<AutoCloseable> parts = new ArrayList<>();
    parts.add(journal);
    parts.addAll(spanWorkers);
    parts.addAll(List.of(recordWorker, committer, store));
    HeadroomException failure = null;
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        if (failure == null) {
          failure =
              new HeadroomException(ErrorCode.INTERNAL, "not all was closed: " + e.getMessage(), e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /// Waits a little for requests on their way.
  private void drain() throws InterruptedException {
    for (int i = 0; i < 500 && journal.stats().waitingBytes() > 0; i++) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }
}
