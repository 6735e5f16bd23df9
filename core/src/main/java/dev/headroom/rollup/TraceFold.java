package dev.headroom.rollup;

/// Sees each complete trace once and leaves mergeable rollups. Called by one thread at a time.
public interface TraceFold {

  /// Takes in a trace; it is only lent and holds another trace after the call.
  void fold(ClosedTrace trace);
}
