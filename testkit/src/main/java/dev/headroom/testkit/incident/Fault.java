package dev.headroom.testkit.incident;

/// What goes wrong in a made-up incident.
public enum Fault {
  SLOW,
  FAILING,
  CPU,
  MEMORY,
  NETWORK,
  LOAD,
  VERSION,
  DEPENDENCY,
  /// All is well.
  NONE
}
