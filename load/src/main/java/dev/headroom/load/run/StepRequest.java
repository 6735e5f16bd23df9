package dev.headroom.load.run;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.time.Duration;

/// A step of load to be held.
///
/// @param ratePerSecond requests that start per second, whether or not earlier ones were answered
/// @param warmUp at this rate too, but left out of histograms and totals
/// @param length what is measured, after the warm-up
/// @param threshold from which on a request counts as slow
public record StepRequest(
    double ratePerSecond, Duration warmUp, Duration length, Duration threshold) {

  public StepRequest {
    if (!(ratePerSecond > 0 && ratePerSecond < Double.POSITIVE_INFINITY)) {
      throw wrong("ratePerSecond", ratePerSecond, "a number above 0");
    }
    if (warmUp.isNegative()) {
      throw wrong("warmUp", warmUp, "no time or some");
    }
    if (!length.isPositive()) {
      throw wrong("length", length, "more than no time");
    }
    if (!threshold.isPositive()) {
      throw wrong("threshold", threshold, "more than no time");
    }
  }

  private static HeadroomException wrong(String field, Object value, String expected) {
    return new HeadroomException(
        ErrorCode.INVALID, field + " is " + value + "; expected " + expected);
  }
}
