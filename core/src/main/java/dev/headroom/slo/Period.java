package dev.headroom.slo;

import dev.headroom.base.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/// The time an error budget is for (OpenSLO's `timeWindow`).
public sealed interface Period {

  /// The last so-and-so long.
  record Rolling(Duration length) implements Period {
    @Override
    public TimeWindow at(Instant now) {
      return TimeWindow.endingAt(now, length);
    }

    @Override
    public Duration nominal() {
      return length;
    }
  }

  /// Stretches of the calendar, one after the other; the budget starts anew with each.
  ///
  /// @param start where one of them began, local to the zone
  /// @param count how many units long, at least 1
  /// @param unit MINUTES to YEARS
  record Calendar(LocalDateTime start, long count, ChronoUnit unit, ZoneId zone) implements Period {
    @Override
    public TimeWindow at(Instant now) {
      LocalDateTime local = LocalDateTime.ofInstant(now, zone);
      long whole = Math.floorDiv(unit.between(start, local), count);
      // `between` rounds towards zero, so times before the start need a step back.
      while (start.plus(whole * count, unit).isAfter(local)) {
        whole--;
      }
      while (!start.plus((whole + 1) * count, unit).isAfter(local)) {
        whole++;
      }
      return new TimeWindow(
          start.plus(whole * count, unit).atZone(zone).toInstant(),
          start.plus((whole + 1) * count, unit).atZone(zone).toInstant());
    }

    @Override
    public Duration nominal() {
      return unit.getDuration().multipliedBy(count);
    }
  }

  /// The period that is running at that time; a rolling one ends then.
  TimeWindow at(Instant now);

  /// Its length as burn rates count with it; a month is 30.44 days.
  Duration nominal();
}
