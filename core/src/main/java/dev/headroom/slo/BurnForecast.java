package dev.headroom.slo;

import dev.headroom.stat.Interval;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Tells when a budget will be gone.
final class BurnForecast {
  /// With so many bad events in the last hour, the hour tells enough.
  private static final double ENOUGH_BAD = 10;

  private final MinuteCounts counts;
  private final long now;

  /// Events of a minute, the period's mean.
  private final double rate;

  private final double left;

  /// For rolling periods, where they start now; for calendar ones -1, since nothing leaves them.
  private final long rollsFrom;

  private final long horizon;

  /// @param left how many more may be bad
  /// @param rollsFrom the start of a rolling period, or -1
  /// @param horizon the minute after which it no longer matters
  BurnForecast(
      MinuteCounts counts, long now, double rate, double left, long rollsFrom, long horizon) {
    this.counts = counts;
    this.now = now;
    this.rate = rate;
    this.left = left;
    this.rollsFrom = rollsFrom;
    this.horizon = horizon;
  }

  Exhaustion from(BurnWindow hour, BurnWindow hours, double heaviest) {
    BurnWindow basis = hour.bad() / heaviest >= ENOUGH_BAD ? hour : hours;
    if (basis.total() == 0 || left <= 0) {
      return Exhaustion.UNKNOWN;
    }
    Interval bad = Interval.ofCount(basis.bad() / heaviest);
    double each = heaviest / basis.total();
    return new Exhaustion(
        basis.length(),
        gone(bad.high() * each),
        gone(basis.bad() / basis.total()),
        gone(bad.low() * each));
  }

  private @Nullable Instant gone(double badShare) {
    double perMinute = Math.min(1, badShare) * rate;
    if (perMinute <= 0 || left / perMinute > horizon - now) {
      return null;
    }
    double minutes = rollsFrom < 0 ? left / perMinute : rolling(perMinute);
    // A number beyond the horizon also stands for never.
    return minutes > horizon - now
        ? null
        : Instant.ofEpochSecond(now * 60 + Math.round(minutes * 60));
  }

  /// Minutes until what is spent from now on exceeds what is left and what leaves the period.
  private double rolling(double perMinute) {
    double room = left;
    long last = counts.hourOf(now - 1);
    for (long hour = counts.hourOf(rollsFrom); hour <= last; hour++) {
      double leaves = counts.startOf(hour + 1) - rollsFrom;
      if (perMinute * leaves > room) {
        return room / perMinute;
      }
      room += counts.hourBad(hour);
    }
    return Double.POSITIVE_INFINITY;
  }
}
