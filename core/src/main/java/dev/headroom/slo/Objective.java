package dev.headroom.slo;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;

/// One promise of an SLO: this share of events is good.
///
/// @param name unique within its SLO
/// @param indicator what is measured
/// @param target the promised share, above 0 and below 1
/// @param budgeting how the budget is counted
/// @param weight in the SLO's composite budget; 1 unless told
public record Objective(
    String name, Indicator indicator, double target, Budgeting budgeting, double weight) {

  public Objective {
    if (!(target > 0 && target < 1)) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "target of objective '" + name + "' is " + target + "; expected above 0 and below 1");
    }
    if (!(weight > 0) || Double.isInfinite(weight)) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "compositeWeight of objective '" + name + "' is " + weight + "; expected above 0");
    }
  }

  /// The share of events that may be bad.
  public double allowance() {
    return 1 - target;
  }
}
