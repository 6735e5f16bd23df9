package dev.headroom.engine;

import dev.headroom.otlp.LogDecoder;
import dev.headroom.otlp.MetricDecoder;
import dev.headroom.otlp.SpanDecoder;
import dev.headroom.signal.LogRecord;
import dev.headroom.signal.MetricPoint;
import dev.headroom.signal.SignalType;
import dev.headroom.signal.SpanBatch;
import dev.headroom.store.Journal;
import java.util.List;
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

  /// What the intake decoded, so that it need not be done again.
  record Points(List<MetricPoint> points) {}

  record Logs(List<LogRecord> records) {}

  /// @param committed records before this position are stored already
  Pump(
      long committed,
      SpanDecoder decoder,
      VersionWatch versions,
      List<SpanWorker> spanWorkers,
      RecordWorker recordWorker) {
    this.committed = committed;
    this.decoder = decoder;
    this.versions = versions;
    this.spanWorkers = spanWorkers;
    this.recordWorker = recordWorker;
  }

  @Override
  public void accept(
      long position,
      long next,
      long clockNanos,
      SignalType signal,
      byte[] payload,
      @Nullable Object decoded) {
    boolean stored = position < committed;
    try {
      switch (signal) {
        case TRACES -> spans(position, clockNanos, stored, payload, decoded);
        case METRICS -> {
          if (!stored) {
            List<MetricPoint> points =
                decoded instanceof Points(List<MetricPoint> known)
                    ? known
                    : MetricDecoder.decode(payload);
            recordWorker.submit(new RecordWorker.Points(points, payload), points.size());
          }
        }
        case LOGS -> {
          if (!stored) {
            List<LogRecord> records =
                decoded instanceof Logs(List<LogRecord> known) ? known : LogDecoder.decode(payload);
            recordWorker.submit(new RecordWorker.Logs(records, payload), records.size());
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void spans(
      long position, long clockNanos, boolean stored, byte[] payload, @Nullable Object decoded)
      throws InterruptedException {
    SpanBatch batch = decoded instanceof SpanBatch known ? known : decoder.decode(payload).batch();
    batch.journaledAt(position);
    versions.see(batch);
    SpanWorker.Spans spans = new SpanWorker.Spans(batch, clockNanos, stored);
    for (SpanWorker worker : spanWorkers) {
      worker.submit(spans, batch.size());
    }
  }

  /// Places a barrier behind the records given so far.
  void place(Barrier barrier, long position, long clockNanos) {
    barrier.placedAt(position, clockNanos);
    try {
      for (SpanWorker worker : spanWorkers) {
        worker.submit(barrier);
      }
      recordWorker.submit(barrier);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      barrier.fail(e);
    }
  }
}
