package dev.headroom.base;

/// How much time one stored rollup covers; days and hours are UTC.
public enum Resolution {
  MINUTE(60),
  HOUR(3_600),
  DAY(86_400);

  private final int seconds;

  Resolution(int seconds) {
    this.seconds = seconds;
  }

  public int seconds() {
    return seconds;
  }

  /// The start of the slice that holds the given second since the epoch.
  public long floor(long epochSecond) {
    return Math.floorDiv(epochSecond, seconds) * seconds;
  }
}
