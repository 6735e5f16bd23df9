package dev.headroom.engine;

import dev.headroom.engine.Quarantine.Item;
import dev.headroom.otlp.LogDecoder;
import dev.headroom.otlp.MetricDecoder;
import dev.headroom.otlp.SpanDecoder;
import dev.headroom.signal.LogRecord;
import dev.headroom.signal.MetricPoint;
import dev.headroom.signal.SignalType;
import dev.headroom.signal.SpanBatch;
import dev.headroom.store.Journal;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Takes records from the journal in order and gives them to the workers; waits when a worker has
/// enough to do, which the journal passes on to senders as overload.
///
/// Called by the journal's reader thread alone.
final class Pump implements Journal.Reader {
  private final long committed;
  private final SpanDecoder decoder;
  private final VersionWatch versions;
  private final List<SpanWorker> spanWorkers;
  private final RecordWorker recordWorker;
  private final Quarantine quarantine;
  private final Consumer<Throwable> broken;

  /// @param stored whether a commit covers it already
  private record Request(long position, long clockNanos, boolean stored, byte[] payload) {}

  /// What the intake decoded, so that it need not be done again.
  record Points(List<MetricPoint> points) {}

  record Logs(List<LogRecord> records) {}

  /// @param committed records before this position are stored already
  /// @param quarantine takes what cannot be decoded any more
  /// @param broken told of what must stop the engine
  Pump(
      long committed,
      SpanDecoder decoder,
      VersionWatch versions,
      List<SpanWorker> spanWorkers,
      RecordWorker recordWorker,
      Quarantine quarantine,
      Consumer<Throwable> broken) {
    this.committed = committed;
    this.decoder = decoder;
    this.versions = versions;
    this.spanWorkers = spanWorkers;
    this.recordWorker = recordWorker;
    this.quarantine = quarantine;
    this.broken = broken;
  }

  @Override
  public void accept(
      long position,
      long next,
      long clockNanos,
      SignalType signal,
      byte[] payload,
      @Nullable Object decoded) {
    Request request = new Request(position, clockNanos, position < committed, payload);
    try {
      switch (signal) {
        case TRACES -> spans(request, decoded);
        case METRICS -> points(request, decoded);
        case LOGS -> records(request, decoded);
      }
    } catch (InterruptedException e) {
      // Some workers may have it, others not: nothing after it may be committed.
      broken.accept(e);
      Thread.currentThread().interrupt();
    } catch (Error e) {
      broken.accept(e);
      throw e;
    }
  }

  private void spans(Request request, @Nullable Object decoded) throws InterruptedException {
    SpanBatch batch =
        decoded instanceof SpanBatch known
            ? known
            : decode(SignalType.TRACES, request, payload -> decoder.decode(payload).batch());
    if (batch == null) {
      return;
    }
    batch.journaledAt(request.position());
    try {
      versions.see(batch);
    } catch (RuntimeException e) {
      setAside("versions", SignalType.TRACES, request, e);
    }
    SpanWorker.Spans spans = new SpanWorker.Spans(batch, request.clockNanos(), request.stored());
    for (SpanWorker worker : spanWorkers) {
      worker.submit(spans, batch.size());
    }
  }

  private void points(Request request, @Nullable Object decoded) throws InterruptedException {
    if (request.stored()) {
      return;
    }
    List<MetricPoint> points =
        decoded instanceof Points(List<MetricPoint> known)
            ? known
            : decode(SignalType.METRICS, request, MetricDecoder::decode);
    if (points != null) {
      recordWorker.submit(
          new RecordWorker.Points(points, request.position(), request.payload()), points.size());
    }
  }

  private void records(Request request, @Nullable Object decoded) throws InterruptedException {
    if (request.stored()) {
      return;
    }
    List<LogRecord> records =
        decoded instanceof Logs(List<LogRecord> known)
            ? known
            : decode(SignalType.LOGS, request, LogDecoder::decode);
    if (records != null) {
      recordWorker.submit(
          new RecordWorker.Logs(records, request.position(), request.payload()), records.size());
    }
  }

  /// Decodes what was accepted once; a program that cannot do it any more sets the request aside.
  private <T> @Nullable T decode(SignalType signal, Request request, Function<byte[], T> decoding) {
    try {
      return decoding.apply(request.payload());
    } catch (RuntimeException e) {
      setAside("decoding", signal, request, e);
      return null;
    }
  }

  private void setAside(String fold, SignalType signal, Request request, RuntimeException why) {
    // What a commit covers was counted by that commit.
    if (!request.stored()) {
      quarantine.add(
          fold, new Item(signal, request.position(), 0, 1, "request"), why, request::payload);
    }
  }

  EngineStats.Quarantine quarantined() {
    return quarantine.summary();
  }

  /// Places a barrier behind the records given so far.
  void place(Barrier barrier, long position, long clockNanos) {
    barrier.placedAt(position, clockNanos);
    try {
      barrier.arrive(part(barrier));
      for (SpanWorker worker : spanWorkers) {
        worker.submit(barrier);
      }
      recordWorker.submit(barrier);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      barrier.fail(e);
    } catch (RuntimeException | Error e) {
      barrier.fail(e);
      throw e;
    }
  }

  private Barrier.Part part(Barrier barrier) {
    return new Barrier.Part(
        List.of(),
        List.of(),
        List.of(),
        Long.MAX_VALUE,
        Long.MAX_VALUE,
        barrier.saving()
            ? List.of(new Barrier.State(Quarantine.STATE, 0, quarantine.save()))
            : List.of());
  }
}
