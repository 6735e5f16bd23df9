package dev.headroom.query.sli;

import dev.headroom.base.Resolution;
import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.store.Retention;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Reads rollups by the minute, and by the hour or day where minutes are gone. Long windows are
/// read chunk by chunk, so that the heap holds a bounded number of slices. Thread-safe.
final class SliceReader {
  /// So many slices may be on the heap at once; some 30 MB.
  private static final long MOST_SLICES = 250_000;

  private static final int HOUR = 60;
  private static final int DAY = 24 * HOUR;

  private final RollupReader rollups;
  private final Retention retention;
  private final InstantSource clock;

  SliceReader(RollupReader rollups, Retention retention, InstantSource clock) {
    this.rollups = rollups;
    this.retention = retention;
    this.clock = clock;
  }

  /// Takes one slice.
  interface Visitor {

    /// @param minute the first minute, minutes since the epoch
    /// @param minutes how many the slice covers
    void slice(RollupKey key, long minute, int minutes, Rollup value);
  }

  /// A part of a window that is read at once.
  ///
  /// @param from first minute, minutes since the epoch
  /// @param to the minute after it
  /// @param minutes how long its slices are
  record Chunk(long from, long to, int minutes) {}

  /// The first minute from which on the minutes of a kind are certainly there.
  long minutesFrom(RollupKind kind) {
    return border(kind == RollupKind.SLI ? retention.slis() : retention.minutes());
  }

  private long border(Duration kept) {
    return Resolution.DAY.floor(clock.instant().minus(kept).getEpochSecond()) / 60;
  }

  /// The parts in which minutes `from` to `to` (exclusive) are read. Those made of hours and days
  /// start and end with whole ones, so they may reach beyond.
  ///
  /// @param slicesPerMinute about how many slices a minute has
  List<Chunk> chunks(RollupKind kind, long from, long to, int slicesPerMinute) {
    long minutesFrom = minutesFrom(kind);
    long hoursFrom = Math.min(minutesFrom, border(retention.hours()));
    List<Chunk> chunks = new ArrayList<>();
    whole(chunks, from, Math.min(to, hoursFrom), DAY);
    whole(chunks, Math.max(from, hoursFrom), Math.min(to, minutesFrom), HOUR);
    long most = Math.max(HOUR, MOST_SLICES / Math.max(1, slicesPerMinute));
    for (long at = Math.max(from, minutesFrom); at < to; at += most) {
      chunks.add(new Chunk(at, Math.min(to, at + most), 1));
    }
    return chunks;
  }

  private static void whole(List<Chunk> chunks, long from, long to, int minutes) {
    if (from < to) {
      chunks.add(
          new Chunk(
              Math.floorDiv(from, minutes) * minutes,
              -Math.floorDiv(-to, minutes) * minutes,
              minutes));
    }
  }

  /// Hands over all slices of a chunk whose keys pass.
  void read(
      RollupKind kind,
      Chunk chunk,
      Predicate<RollupKey> filter,
      boolean sketches,
      Visitor visitor) {
    TimeWindow window =
        new TimeWindow(
            Instant.ofEpochSecond(chunk.from * 60), Instant.ofEpochSecond(chunk.to * 60));
    for (RollupReader.Series series :
        rollups.read(new RollupReader.Query(kind, window, filter, chunk.minutes * 60L, sketches))) {
      for (RollupReader.Point point : series.points()) {
        visitor.slice(
            series.key(), Math.floorDiv(point.start(), 60L), chunk.minutes, point.value());
      }
    }
  }

  /// All slices of each key in one, over any window; quantiles are left out.
  List<RollupReader.Series> totals(
      RollupKind kind, long fromMinute, long toMinute, Predicate<RollupKey> filter) {
    TimeWindow window =
        new TimeWindow(
            Instant.ofEpochSecond(fromMinute * 60), Instant.ofEpochSecond(toMinute * 60));
    return rollups.read(new RollupReader.Query(kind, window, filter, 0, false));
  }
}
