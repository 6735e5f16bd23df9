package dev.headroom.store.embedded.journal;

import dev.headroom.store.Journal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the log back from a position, record by record, while it may still grow. One thread at a
/// time; the counters may be read by all.
final class Replay implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Replay.class);

  private final Segments segments;
  private final long from;
  private volatile long reached;
  private volatile long clockNanos;
  private final AtomicInteger damages = new AtomicInteger();
  private @Nullable Segment segment;
  private @Nullable RecordScanner scanner;
  private long scanLimit;

  /// @param from records at or behind this position are handed over
  /// @param reached position at which reading starts: the first there is
  Replay(Segments segments, long from, long reached) {
    this.segments = segments;
    this.from = from;
    this.reached = reached;
  }

  /// Hands over the next record that ends at or before the position.
  ///
  /// @return false when there is none
  boolean step(long until, Journal.Reader reader) throws IOException {
    while (reached < until) {
      RecordScanner open = scanner;
      if (open == null) {
        if (!openNext(until)) {
          reached = until;
          return false;
        }
        continue;
      }
      int known = open.damages();
      RecordHeader header = open.next();
      Segment of = segment;
      if (open.damages() > known && of != null) {
        damaged(of, 1, open.damagedBytes());
      }
      if (header == null) {
        finishScan(open);
        continue;
      }
      long next = header.position() + header.length();
      reached = next;
      if (header.position() >= from) {
        clockNanos = header.clockNanos();
        reader.accept(
            header.position(),
            next,
            header.clockNanos(),
            header.signal(),
            open.payload(header),
            null);
        return true;
      }
    }
    return false;
  }

  private boolean openNext(long until) throws IOException {
    List<Segment> left = segments.from(reached);
    for (Segment candidate : left) {
      long limit = Math.min(segments.end(candidate), until);
      long start = Math.max(candidate.base, reached);
      if (start < limit) {
        segment = candidate;
        scanLimit = limit;
        scanner =
            new RecordScanner(
                segments.acquire(candidate),
                candidate.base,
                start - candidate.base,
                limit - candidate.base);
        return true;
      }
    }
    return false;
  }

  private void finishScan(RecordScanner done) {
    Segment of = segment;
    if (of == null) {
      return;
    }
    long unread = scanLimit - of.base - done.goodEnd();
    if (unread > 0) {
      damaged(of, 1, unread);
    }
    reached = scanLimit;
    close();
  }

  private void damaged(Segment of, int stretches, long bytes) {
    damages.addAndGet(stretches);
    segments.markDamaged(of);
    LOG.error(
        "journal file {} is damaged: {} bytes could not be read back and are left out; the file"
            + " will be kept aside as {}",
        of.path,
        bytes,
        of.damagedPath().getFileName());
  }

  /// Leaves out the rest of a file that the disk does not give back.
  void skip(IOException failure) {
    Segment of = segment;
    if (of == null) {
      throw new UncheckedIOException("cannot open a journal file", failure);
    }
    LOG.error("cannot read {}: {}", of.path, failure.getMessage());
    damaged(of, 1, scanLimit - reached);
    reached = scanLimit;
    close();
  }

  /// Up to where the log was read back.
  long reached() {
    return reached;
  }

  /// When the record came that was handed over last; 0 before the first.
  long clockNanos() {
    return clockNanos;
  }

  /// How many stretches could not be read.
  int damages() {
    return damages.get();
  }

  @Override
  public void close() {
    Segment of = segment;
    if (of != null) {
      segments.release(of);
      segment = null;
      scanner = null;
    }
  }
}
