package dev.headroom.store.embedded.journal;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.signal.SignalType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes groups of records to the last file and makes each durable at once, or leaves nothing of
/// it behind. One thread at a time.
final class GroupWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GroupWriter.class);
  private static final int BUFFER = 1 << 20;
  private static final long CHECK_SPACE_BYTES = 4 << 20;
  private static final long SMALLEST_SEGMENT_BYTES = 1 << 20;

  private final Segments segments;
  private final SegmentFiles files;
  private final JournalSettings settings;
  private final long reserveBytes;
  private final long segmentBytes;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final byte[] header = new byte[RecordHeader.BYTES];
  private final AtomicLong syncs = new AtomicLong();
  private final AtomicLong syncNanos = new AtomicLong();
  private @Nullable SegmentFile file;
  private long base;
  private long end;
  private long written;
  private long uncheckedBytes = CHECK_SPACE_BYTES;
  private boolean dirty;

  /// @param end position behind the last good record; a new file starts there
  GroupWriter(Segments segments, SegmentFiles files, JournalSettings settings, long end)
      throws IOException {
    this.segments = segments;
    this.files = files;
    this.settings = settings;
    this.end = end;
    this.reserveBytes = Math.min(settings.reserveBytes(), files.totalBytes() / 20);
    // Only whole files are given back, so on a small disk they must be small.
    this.segmentBytes =
        Math.min(
            settings.segmentBytes(), Math.max(SMALLEST_SEGMENT_BYTES, files.totalBytes() / 64));
  }

  /// Goes on in the last file, which ends at the position told at construction.
  void resume(Segment last) throws IOException {
    base = last.base;
    file = files.openToWrite(last.path);
  }

  /// Prepares for a group of so many bytes.
  ///
  /// @throws IOException when there is no room
  void begin(long groupBytes) throws IOException {
    uncheckedBytes += groupBytes;
    if (uncheckedBytes >= CHECK_SPACE_BYTES) {
      if (files.usableBytes() - groupBytes < reserveBytes) {
        throw new NoRoom();
      }
      uncheckedBytes = 0;
    }
    if (file != null && end - base >= segmentBytes) {
      // Whatever the policy: what lies behind it must not be durable before it.
      sync();
      closeFile();
    }
    if (file == null) {
      base = end;
      file = segments.create(base);
    }
    written = end;
  }

  /// Adds a record to the group.
  ///
  /// @return the position of its payload
  long add(SignalType signal, long clockNanos, byte[] payload) throws IOException {
    long position = written + buffer.position() + RecordHeader.BYTES;
    RecordHeader.write(header, signal, position, clockNanos, payload);
    put(header);
    put(payload);
    return position;
  }

  private void put(byte[] bytes) throws IOException {
    int at = 0;
    while (at < bytes.length) {
      if (!buffer.hasRemaining()) {
        flush();
      }
      int part = Math.min(buffer.remaining(), bytes.length - at);
      buffer.put(bytes, at, part);
      at += part;
    }
  }

  private void flush() throws IOException {
    buffer.flip();
    int bytes = buffer.remaining();
    open().write(buffer, written - base);
    written += bytes;
    buffer.clear();
  }

  private SegmentFile open() {
    if (file == null) {
      throw new IllegalStateException("no group was begun");
    }
    return file;
  }

  /// Ends the group: all of it is written, and durable if the policy says so.
  ///
  /// @return the position behind it
  long finish() throws IOException {
    flush();
    dirty = true;
    if (settings.sync() instanceof SyncPolicy.Always) {
      sync();
    }
    end = written;
    segments.endsAt(base, end);
    return end;
  }

  /// Makes durable what is not yet.
  void sync() throws IOException {
    if (dirty && file != null) {
      long started = System.nanoTime();
      file.force();
      syncs.incrementAndGet();
      syncNanos.addAndGet(System.nanoTime() - started);
      dirty = false;
    }
  }

  boolean dirty() {
    return dirty;
  }

  /// Takes back what a failed group left, so that the journal ends where it did before.
  ///
  /// @return what to tell those who wait
  HeadroomException rollBack(IOException failure) {
    boolean full = full(failure);
    buffer.clear();
    uncheckedBytes = CHECK_SPACE_BYTES;
    if (file != null) {
      try {
        file.truncate(end - base);
        if (!full) {
          giveUp();
        }
      } catch (IOException e) {
        failure.addSuppressed(e);
        giveUp();
      }
    }
    return full
        ? new HeadroomException(
            ErrorCode.STORAGE_FULL, "no room on the journal's disk: " + failure.getMessage())
        : new HeadroomException(
            ErrorCode.INTERNAL, "the journal cannot be written: " + failure.getMessage(), failure);
  }

  /// After an error the system may have dropped what it was to write, and says so only once; the
  /// journal goes on in a new file.
  void giveUp() {
    dirty = false;
    try {
      closeFile();
    } catch (IOException e) {
      LOG.warn("cannot close a journal file: {}", e.getMessage());
    }
  }

  private void closeFile() throws IOException {
    SegmentFile closing = file;
    file = null;
    if (closing != null) {
      closing.close();
    }
  }

  private boolean full(IOException failure) {
    if (failure instanceof NoRoom) {
      return true;
    }
    String message = String.valueOf(failure.getMessage());
    if (message.contains("No space left") || message.contains("quota")) {
      return true;
    }
    try {
      // The system words its errors in the user's language.
      return files.usableBytes() < CHECK_SPACE_BYTES;
    } catch (IOException e) {
      failure.addSuppressed(e);
      return false;
    }
  }

  long syncs() {
    return syncs.get();
  }

  long syncNanos() {
    return syncNanos.get();
  }

  @Override
  public void close() throws IOException {
    try {
      sync();
    } finally {
      closeFile();
    }
  }

  /// The disk is as full as it may get.
  private static final class NoRoom extends IOException {
    private static final long serialVersionUID = 1L;

    NoRoom() {
      super("only the space reserved for folding is left");
    }
  }
}
