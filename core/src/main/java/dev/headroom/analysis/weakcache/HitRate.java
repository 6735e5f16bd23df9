package dev.headroom.analysis.weakcache;

import dev.headroom.stat.Interval;

/// How often lookups found something.
record HitRate(double hits, double misses) {

  double lookups() {
    return hits + misses;
  }

  /// NaN without lookups.
  double value() {
    return hits / lookups();
  }

  /// 95 %, exact; as if the lookups were independent.
  Interval interval() {
    return Interval.ofShare(hits, lookups(), 0.95);
  }
}
