package dev.headroom.store;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.time.Duration;

/// How long each sort of data is kept.
///
/// @param slis minutes of SLI rollups, apart from those of other kinds: budgets go back further
public record Retention(
    Duration minutes,
    Duration hours,
    Duration days,
    Duration traces,
    Duration logs,
    Duration slis) {

  /// Minutes 7 days, hours 90 days, days 3 years, raw traces 7 days, logs 7 days, minutes of SLIs
  /// 100 days.
  public static final Retention DEFAULT =
      new Retention(
          Duration.ofDays(7),
          Duration.ofDays(90),
          Duration.ofDays(1_095),
          Duration.ofDays(7),
          Duration.ofDays(7),
          Duration.ofDays(100));

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
    if (slis.toDays() < 1) {
      throw new HeadroomException(
          ErrorCode.INVALID, "retention slis " + slis + "; expected at least 1 day");
    }
  }
}
