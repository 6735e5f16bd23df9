package dev.headroom.store.embedded.journal;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the log of an earlier life ends.
///
/// @param position behind its last good record, 0 for a new journal
/// @param clockNanos the journal's clock at that record, 0 when there is none
/// @param resumable whether the last file may be appended to
record JournalEnd(long position, long clockNanos, boolean resumable) {
  private static final Logger LOG = LoggerFactory.getLogger(JournalEnd.class);

  /// Reads the last file, and cuts off what a crash left of a record that was being written.
  static JournalEnd find(Segments segments, SegmentFiles files) throws IOException {
    List<Segment> all = segments.from(0);
    if (all.isEmpty()) {
      return new JournalEnd(0, 0, false);
    }
    Segment last = all.getLast();
    JournalEnd end = scan(last, segments, files);
    for (int i = all.size() - 2; end.clockNanos == 0 && i >= 0; i--) {
      // A file is made before its first record; the clock goes on from an older file then.
      end = new JournalEnd(end.position, lastClock(all.get(i), segments), end.resumable);
    }
    return end;
  }

  private static JournalEnd scan(Segment last, Segments segments, SegmentFiles files)
      throws IOException {
    long fileEnd = segments.end(last);
    RecordScanner scanner = scanner(last, segments);
    long clock = 0;
    for (RecordHeader at = scanner.next(); at != null; at = scanner.next()) {
      clock = at.clockNanos();
    }
    segments.release(last);
    long end = last.base + scanner.goodEnd();
    segments.endsAt(last.base, end);
    boolean resumable =
        scanner.damages() == 0 && (end == fileEnd || cut(last, end, fileEnd, files));
    return new JournalEnd(end, clock, resumable);
  }

  private static boolean cut(Segment last, long end, long fileEnd, SegmentFiles files) {
    LOG.warn(
        "the last {} bytes of {} are no whole record: the process ended while writing them; they"
            + " were not acknowledged and are cut off",
        fileEnd - end,
        last.path);
    try (SegmentFile file = files.openToWrite(last.path)) {
      file.truncate(end - last.base);
      file.force();
      return true;
    } catch (IOException e) {
      LOG.warn("cannot cut {}, going on in a new file: {}", last.path, e.getMessage());
      return false;
    }
  }

  private static long lastClock(Segment segment, Segments segments) throws IOException {
    RecordScanner scanner = scanner(segment, segments);
    @Nullable RecordHeader last = null;
    for (RecordHeader at = scanner.next(); at != null; at = scanner.next()) {
      last = at;
    }
    segments.release(segment);
    return last == null ? 0 : last.clockNanos();
  }

  private static RecordScanner scanner(Segment segment, Segments segments) throws IOException {
    return new RecordScanner(
        segments.acquire(segment), segment.base, 0, segments.end(segment) - segment.base);
  }
}
