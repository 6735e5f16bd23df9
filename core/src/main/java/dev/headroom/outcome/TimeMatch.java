package dev.headroom.outcome;

/// Which slices before and after a change may be compared, strictest first.
public enum TimeMatch {
  /// Of the same hour of the week (UTC).
  HOUR_OF_WEEK("the same hours of the week", 168),
  /// Of the same hour of the day (UTC).
  HOUR_OF_DAY("the same hours of the day", 24),
  /// Any, as long as the load is the same.
  ANY("any hours", 1);

  private final String words;
  private final long hours;

  TimeMatch(String words, long hours) {
    this.words = words;
    this.hours = hours;
  }

  public String words() {
    return words;
  }

  /// Slices with equal keys may be compared.
  long key(long epochSecond) {
    return Math.floorMod(Math.floorDiv(epochSecond, 3_600L), hours);
  }
}
