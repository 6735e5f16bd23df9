package dev.headroom.analysis.diagnosis;

/// The two stretches that are compared, in cells of one length.
///
/// @param baseFrom nanoseconds since the epoch, as all but the step
/// @param from when the incident began, as the change point says
record Windows(long baseFrom, long baseTo, long from, long to, long step) {
  int cells() {
    return (int) Math.max(1, (to - from + step - 1) / step);
  }

  boolean contains(long time) {
    return time >= from && time < to;
  }

  boolean calm(long time) {
    return time >= baseFrom && time < baseTo;
  }
}
