package dev.headroom.rollup;

/// Where folds add: the rollup of a key in a minute, made on first use.
@FunctionalInterface
public interface RollupSink {

  /// @param key number of the key in the [KeyTable]
  /// @param minute start of the minute, seconds since the epoch
  Rollup at(int key, long minute);
}
