package dev.headroom.store.embedded.journal;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The journal's files by position, and a few of them open for reading. Thread-safe.
final class Segments implements AutoCloseable {
  private static final int OPEN_FILES = 32;

  private final Path directory;
  private final SegmentFiles files;
  private final TreeMap<Long, Segment> byBase = new TreeMap<>();
  private int openFiles;
  private long reads;

  private Segments(Path directory, SegmentFiles files) {
    this.directory = directory;
    this.files = files;
  }

  /// Finds the files of the directory. The last one ends where its file does, until it is known
  /// better.
  static Segments load(Path directory, SegmentFiles files) throws IOException {
    Segments segments = new Segments(directory, files);
    try (Stream<Path> paths = Files.list(directory)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        long base = Segment.base(path);
        if (base >= 0) {
          segments.byBase.put(base, new Segment(path, base, base + Files.size(path)));
        }
      }
    }
    // A file that was given up after a failure may be longer than what counts of it.
    for (Segment segment : segments.byBase.values()) {
      Long next = segments.byBase.higherKey(segment.base);
      if (next != null) {
        segment.end = Math.min(segment.end, next);
      }
    }
    return segments;
  }

  /// A fresh file whose first byte has the position, with which the journal goes on.
  synchronized SegmentFile create(long base) throws IOException {
    Path path = Segment.path(directory, base);
    SegmentFile file = files.create(path);
    Segment replaced = byBase.put(base, new Segment(path, base, base));
    if (replaced != null) {
      closeFile(replaced);
    }
    return file;
  }

  synchronized @Nullable Segment last() {
    return byBase.isEmpty() ? null : byBase.lastEntry().getValue();
  }

  /// The files that hold records at or behind the position, oldest first.
  synchronized List<Segment> from(long position) {
    Long first = byBase.floorKey(position);
    return new ArrayList<>((first == null ? byBase : byBase.tailMap(first)).values());
  }

  synchronized void endsAt(long base, long end) {
    Segment segment = byBase.get(base);
    if (segment != null) {
      segment.end = end;
    }
  }

  synchronized long end(Segment segment) {
    return segment.end;
  }

  synchronized void markDamaged(Segment segment) {
    segment.damaged = true;
  }

  synchronized long tail() {
    return byBase.isEmpty() ? 0 : byBase.firstKey();
  }

  synchronized long bytes() {
    long bytes = 0;
    for (Segment segment : byBase.values()) {
      bytes += segment.end - segment.base;
    }
    return bytes;
  }

  /// Removes the files that end at or before the position, except the last one.
  synchronized void truncateBefore(long position) {
    List<Segment> old =
        byBase.values().stream()
            .filter(segment -> segment.end <= position && byBase.lastKey() != segment.base)
            .sorted(Comparator.comparingLong(segment -> segment.base))
            .toList();
    try {
      for (Segment segment : old) {
        byBase.remove(segment.base);
        closeFile(segment);
        if (segment.damaged) {
          Files.move(segment.path, segment.damagedPath());
        } else {
          Files.deleteIfExists(segment.path);
        }
      }
      if (!old.isEmpty()) {
        files.forceNames();
      }
    } catch (IOException e) {
      throw new HeadroomException(
          ErrorCode.INTERNAL,
          "cannot shorten the journal in " + directory + ": " + e.getMessage(),
          e);
    }
  }

  /// Fills the buffer with bytes from the position on; a record never spans two files.
  void read(long position, ByteBuffer into) {
    Segment segment = holding(position, into.remaining());
    try {
      SegmentFile file = acquire(segment);
      try {
        long at = position - segment.base;
        while (into.hasRemaining()) {
          int read = file.read(into, at);
          if (read < 0) {
            throw gone(position);
          }
          at += read;
        }
      } finally {
        release(segment);
      }
    } catch (IOException e) {
      throw new HeadroomException(
          ErrorCode.INTERNAL, "cannot read " + segment.path + ": " + e.getMessage(), e);
    }
  }

  private synchronized Segment holding(long position, int bytes) {
    var entry = byBase.floorEntry(position);
    if (entry == null || position + bytes > entry.getValue().end) {
      throw gone(position);
    }
    return entry.getValue();
  }

  private HeadroomException gone(long position) {
    return new HeadroomException(
        ErrorCode.NOT_FOUND, "the journal in " + directory + " does not hold position " + position);
  }

  /// Opens the file for reading, or takes it open; give it back with [#release].
  synchronized SegmentFile acquire(Segment segment) throws IOException {
    SegmentFile file = segment.open;
    // An interrupted reader closes the file under everybody's hands.
    if (file == null || !file.isOpen()) {
      if (file == null) {
        openFiles++;
      }
      file = files.openToRead(segment.path);
      segment.open = file;
    }
    segment.readers++;
    segment.lastRead = ++reads;
    return file;
  }

  synchronized void release(Segment segment) {
    segment.readers--;
    if (openFiles > OPEN_FILES) {
      byBase.values().stream()
          .filter(other -> other.open != null && other.readers == 0)
          .min(Comparator.comparingLong(other -> other.lastRead))
          .ifPresent(this::closeFile);
    }
  }

  private void closeFile(Segment segment) {
    SegmentFile file = segment.open;
    if (file != null) {
      segment.open = null;
      openFiles--;
      try {
        file.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public synchronized void close() {
    byBase.values().forEach(this::closeFile);
  }
}
