package dev.headroom.rollup;

import dev.headroom.signal.MetricPoint;

/// Sees each accepted metric point once, in the order of arrival, and leaves mergeable rollups.
/// Called by one thread at a time.
public interface PointFold {

  /// Takes in a point whose names are already normalised.
  ///
  /// @param factor what values are multiplied with to be in the point's unit
  void fold(MetricPoint point, double factor, RollupSink rollups);
}
