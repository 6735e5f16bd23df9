package dev.headroom.testkit.incident;

/// The minutes of a made-up incident.
///
/// @param startNanos of minute 0
/// @param minutes in all
/// @param from first minute of the incident
/// @param to the minute after its last
record FleetClock(long startNanos, int minutes, int from, int to) {
  static final long MINUTE = 60_000_000_000L;

  boolean during(int minute) {
    return minute >= from && minute < to;
  }

  long nanos(int minute) {
    return startNanos + minute * MINUTE;
  }
}
