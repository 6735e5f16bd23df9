package dev.headroom.rollup;

/// How folds are put to work, one by one and by name: as they are ([#PLAIN]), or behind something
/// that watches them or, in tests, makes them fail. Asked once for each fold and shard.
public interface Folds {
  /// Every fold as it is.
  Folds PLAIN = new Folds() {};

  default SpanFold span(String name, SpanFold fold) {
    return fold;
  }

  default TraceFold trace(String name, TraceFold fold) {
    return fold;
  }

  default PointFold point(String name, PointFold fold) {
    return fold;
  }

  default RecordFold record(String name, RecordFold fold) {
    return fold;
  }
}
