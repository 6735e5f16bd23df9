package dev.headroom.slo;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.time.Duration;

/// How an error budget is counted (OpenSLO's `budgetingMethod`).
public sealed interface Budgeting {

  /// Every bad event spends.
  record Occurrences() implements Budgeting {}

  /// Every slice of time whose share of good events is below the target spends one slice.
  ///
  /// @param target OpenSLO's `timeSliceTarget`, above 0, at most 1
  /// @param slice whole minutes, OpenSLO's `timeSliceWindow`
  record Timeslices(double target, Duration slice) implements Budgeting {
    public Timeslices {
      if (!(target > 0 && target <= 1)) {
        throw new HeadroomException(
            ErrorCode.INVALID, "timeSliceTarget is " + target + "; expected above 0, at most 1");
      }
      requireMinutes(slice);
    }
  }

  /// Every slice of time spends by its share of bad events.
  ///
  /// @param slice whole minutes
  record RatioTimeslices(Duration slice) implements Budgeting {
    public RatioTimeslices {
      requireMinutes(slice);
    }
  }

  private static void requireMinutes(Duration slice) {
    if (slice.toMinutes() < 1
        || slice.compareTo(Duration.ofHours(1)) > 0
        || 60 % slice.toMinutes() != 0
        || slice.toSecondsPart() != 0) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "timeSliceWindow is "
              + slice
              + "; expected whole minutes that divide an hour, from 1m to 1h");
    }
  }
}
