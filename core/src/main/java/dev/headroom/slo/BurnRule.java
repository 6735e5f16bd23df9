package dev.headroom.slo;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.time.Duration;

/// Tells when a budget burns too fast: the burn rate over the long *and* over the short window is
/// at least `threshold` (Site Reliability Workbook, chapter 5).
///
/// @param name unique within its SLO, e.g. `page-fast`
/// @param longWindow shows that it matters
/// @param shortWindow shows that it goes on, whole minutes
/// @param threshold burn rate: 1 spends the budget in exactly one period
/// @param pending how long it must hold before it fires; zero at once
public record BurnRule(
    String name,
    Severity severity,
    Duration longWindow,
    Duration shortWindow,
    double threshold,
    Duration pending) {

  /// Who is to act, and when.
  public enum Severity {
    /// A person, now.
    PAGE,
    /// A person, within days.
    TICKET
  }

  public BurnRule {
    if (shortWindow.toMinutes() < 1 || longWindow.compareTo(shortWindow) < 0) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "windows of burn rule '"
              + name
              + "' are "
              + longWindow
              + " and "
              + shortWindow
              + "; expected a short window of a minute or more, not longer than the long one");
    }
    if (!(threshold > 0) || Double.isInfinite(threshold)) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "threshold of burn rule '" + name + "' is " + threshold + "; expected above 0");
    }
  }
}
