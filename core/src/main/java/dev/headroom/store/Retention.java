package dev.headroom.store;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.time.Duration;

/// How long each sort of data is kept.
public record Retention(
    Duration minutes, Duration hours, Duration days, Duration traces, Duration logs) {

  /// Minutes 7 days, hours 90 days, days 3 years, raw traces 7 days, logs 7 days.
  public static final Retention DEFAULT =
      new Retention(
          Duration.ofDays(7),
          Duration.ofDays(90),
          Duration.ofDays(1_095),
          Duration.ofDays(7),
          Duration.ofDays(7));

  public Retention {
    if (minutes.toDays() < 1 || hours.compareTo(minutes) < 0 || days.compareTo(hours) < 0) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "retention minutes "
              + minutes
              + ", hours "
              + hours
              + ", days "
              + days
              + "; expected 1 day <= minutes <= hours <= days");
    }
  }
}
