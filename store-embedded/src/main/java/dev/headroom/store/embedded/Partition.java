package dev.headroom.store.embedded;

import dev.headroom.base.Resolution;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// One table per stretch of time, so that retention is dropping tables. A sort with sketches has a
/// twin table for them. Every table takes a block of 256 KiB at least, so the stretches are long.
///
/// @param start seconds since the epoch, a value of [Sort#floor]
record Partition(Sort sort, long start) implements Comparable<Partition> {
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT);
  private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("uuuuMM", Locale.ROOT);
  private static final DateTimeFormatter YEAR = DateTimeFormatter.ofPattern("uuuu", Locale.ROOT);

  /// What a table holds and how much time it spans (UTC).
  enum Sort {
    /// Minutes as they were committed, until their hour is closed; one table per day.
    STAGE,
    /// Minutes of closed hours of all kinds but SLI; one table per day.
    MINUTE,
    /// Minutes of closed hours of kind SLI, which are kept longer; one table per month.
    SLI,
    /// Hours, one table per month.
    HOUR,
    /// Days, one table per year.
    DAY,
    /// Kept traces, one table per day.
    TRACE,
    /// Log records, one table per day.
    LOG;

    /// The start of the partition that holds the second.
    long floor(long epochSecond) {
      return switch (this) {
        case STAGE, MINUTE, TRACE, LOG -> Resolution.DAY.floor(epochSecond);
        case SLI, HOUR -> epochSecond(date(epochSecond).withDayOfMonth(1));
        case DAY -> epochSecond(date(epochSecond).withDayOfYear(1));
      };
    }

    /// The start of the partition after the one that starts at `start`.
    long next(long start) {
      return switch (this) {
        case STAGE, MINUTE, TRACE, LOG -> start + Resolution.DAY.seconds();
        case SLI, HOUR -> epochSecond(date(start).plusMonths(1));
        case DAY -> epochSecond(date(start).plusYears(1));
      };
    }

    /// How long the slice of a row is, of the sorts that hold rollups.
    long seconds() {
      return switch (this) {
        case STAGE, MINUTE, SLI, TRACE, LOG -> Resolution.MINUTE.seconds();
        case HOUR -> Resolution.HOUR.seconds();
        case DAY -> Resolution.DAY.seconds();
      };
    }

    boolean hasSketches() {
      return switch (this) {
        case STAGE, MINUTE, HOUR, DAY -> true;
        case SLI, TRACE, LOG -> false;
      };
    }

    private static LocalDate date(long epochSecond) {
      return LocalDate.ofEpochDay(Math.floorDiv(epochSecond, (long) Resolution.DAY.seconds()));
    }

    private static long epochSecond(LocalDate date) {
      return date.toEpochDay() * Resolution.DAY.seconds();
    }
  }

  static Partition holding(Sort sort, long epochSecond) {
    return new Partition(sort, sort.floor(epochSecond));
  }

  /// The first second after this partition.
  long end() {
    return sort.next(start);
  }

  /// The table's name, unquoted.
  String table() {
    LocalDateTime at = LocalDateTime.ofEpochSecond(start, 0, ZoneOffset.UTC);
    DateTimeFormatter format =
        switch (sort) {
          case STAGE, MINUTE, TRACE, LOG -> DAY;
          case SLI, HOUR -> MONTH;
          case DAY -> YEAR;
        };
    return sort.name().toLowerCase(Locale.ROOT) + "_" + format.format(at);
  }

  /// The name of the twin that holds the sketches, unquoted.
  String sketchTable() {
    return table() + "_sketch";
  }

  @Override
  public int compareTo(Partition other) {
    int bySort = sort.compareTo(other.sort);
    return bySort != 0 ? bySort : Long.compare(start, other.start);
  }
}
