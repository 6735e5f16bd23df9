package dev.headroom.testkit.fleet;

/// Ways in which a fleet can be healthy and yet not dull.
public enum Healthy {
  /// The same load all the time.
  STEADY,
  /// Three times as much load at noon as at night.
  DAY_CURVE,
  /// Bursts of a few minutes with twice the load.
  BURSTS,
  /// New versions, no slower than the old ones, while load rises.
  DEPLOYS,
  /// A few requests a minute.
  SMALL,
  /// One trace in five is sent, and says so.
  SAMPLED,
  /// A heavy job every quarter of an hour.
  CRON,
  /// Routes on which light and heavy requests mix.
  MIXED,
  /// A service whose many cores are well used, and nobody waits.
  BUSY
}
