package dev.headroom.query;

import dev.headroom.analysis.ModelView;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;

/// Opens views of the model for analyses. Thread-safe; each view belongs to one thread.
public final class ModelViews {
  /// Minutes are looked at so long after their end, because traces and exporters are late.
  static final Duration BEHIND = Duration.ofSeconds(60);

  private static final long DAY_SECONDS = Duration.ofDays(1).toSeconds();
  private static final long MINUTE_SECONDS = 60;

  private final Sources sources;
  private final Duration length;
  private final Duration history;

  /// @param length of what is analysed
  /// @param history how far before it analyses may look back
  public ModelViews(Sources sources, Duration length, Duration history) {
    if (length.compareTo(Duration.ofMinutes(1)) < 0 || history.isNegative()) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "analysis window "
              + length
              + " with history "
              + history
              + "; expected a minute or more, and no negative history");
    }
    this.sources = sources;
    this.length = length;
    this.history = history;
  }

  /// Thrown by a view that nobody waits for any more.
  public static final class GivenUpException extends RuntimeException {
    private static final long serialVersionUID = 1;

    GivenUpException() {
      super("the analysis was given up", null, false, false);
    }
  }

  /// The model as of a moment: the window ends with the last complete minute. When nothing came in
  /// that window, it ends with the last minute in which something did, as far back as anything is
  /// kept, so that imported and interrupted telemetry can be analysed.
  ///
  /// @param given whether nobody waits for the answer any more; the view then throws a
  ///   [GivenUpException] when it is to read
  public ModelView at(Instant now, BooleanSupplier given) {
    Instant end = now.minus(BEHIND).truncatedTo(ChronoUnit.MINUTES);
    TimeWindow usual = TimeWindow.endingAt(end, length);
    if (days(usual, RollupKind.ROUTE).findAny().isPresent()
        || days(usual, RollupKind.METRIC).findAny().isPresent()) {
      return over(usual, given);
    }
    TimeWindow kept = new TimeWindow(end.minus(sources.retention().days()), usual.from());
    OptionalLong last = lastMinute(kept, RollupKind.ROUTE);
    return over(
        last.isPresent()
            ? TimeWindow.endingAt(Instant.ofEpochSecond(last.getAsLong() + MINUTE_SECONDS), length)
            : usual,
        given);
  }

  /// The model of any window, in whole minutes.
  public ModelView over(TimeWindow window, BooleanSupplier given) {
    TimeWindow whole =
        new TimeWindow(
            window.from().truncatedTo(ChronoUnit.MINUTES),
            window.to().truncatedTo(ChronoUnit.MINUTES));
    return new StoredModelView(sources, whole, historyOf(whole), given);
  }

  private TimeWindow historyOf(TimeWindow window) {
    TimeWindow most = new TimeWindow(window.from().minus(history), window.from());
    OptionalLong first = days(most, RollupKind.ROUTE).min();
    if (first.isEmpty()) {
      first = days(most, RollupKind.METRIC).min();
    }
    if (first.isEmpty()) {
      return new TimeWindow(window.from(), window.from());
    }
    Instant from = Instant.ofEpochSecond(first.getAsLong());
    return from.isAfter(most.from()) ? new TimeWindow(from, most.to()) : most;
  }

  private LongStream days(TimeWindow window, RollupKind kind) {
    return starts(window, kind, DAY_SECONDS);
  }

  private LongStream starts(TimeWindow window, RollupKind kind, long step) {
    return sources
        .rollups()
        .read(new RollupReader.Query(kind, window, _ -> true, step, false))
        .stream()
        .flatMap(series -> series.points().stream())
        .mapToLong(RollupReader.Point::start);
  }

  /// When the last minute began in which something came; days first, because most are empty.
  private OptionalLong lastMinute(TimeWindow window, RollupKind kind) {
    OptionalLong day = days(window, kind).max();
    if (day.isEmpty()) {
      return day;
    }
    Instant start = Instant.ofEpochSecond(day.getAsLong());
    Instant end = start.plusSeconds(DAY_SECONDS);
    TimeWindow within =
        new TimeWindow(
            start.isBefore(window.from()) ? window.from() : start,
            end.isAfter(window.to()) ? window.to() : end);
    return starts(within, kind, MINUTE_SECONDS).max();
  }
}
