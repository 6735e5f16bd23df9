package dev.headroom.analysis.saturation;

import dev.headroom.analysis.PlainNumbers;

/// How waits go with utilization: the rule that tells a used resource from one that is too small.
///
/// @param correlation Spearman's, at the best lag
/// @param pValue that chance makes it, after all lags that were tried
/// @param lag minutes by which waits follow, 0 to [Minutes#LAGS]
/// @param withinHours the same correlation with each hour's median taken out; NaN for short windows
/// @param givenRate correlation of the time per request and utilization with the rate held fixed;
///   NaN where the rate tells all
record Tie(double correlation, double pValue, int lag, double withinHours, double givenRate) {
  static final double CORRELATION = 0.3;
  static final double P_VALUE = 0.001;

  /// Within hours less is asked for: little of the range is left.
  static final double WITHIN_HOURS = 0.15;

  /// @param tried how many resources were held against the same waits
  boolean holds(int tried) {
    return correlation >= CORRELATION && pValue * tried <= P_VALUE && !(withinHours < WITHIN_HOURS);
  }

  /// @param waits what is held against utilization
  static String rule(String waits) {
    return "rank correlation of "
        + waits
        + " with it >= "
        + CORRELATION
        + " at a lag of 0 to "
        + Minutes.LAGS
        + " min (p <= "
        + P_VALUE
        + "), within hours >= "
        + WITHIN_HOURS;
  }

  /// Lag and conditions, for evidence.
  String told(int minutes) {
    return "Spearman over "
        + minutes
        + " minutes, lag "
        + lag
        + " min; within hours "
        + text(withinHours)
        + ", of the time per request at the same rate "
        + text(givenRate);
  }

  static String text(double value) {
    return Double.isNaN(value) ? "not known" : PlainNumbers.number(value);
  }
}
