package dev.headroom.outcome;

/// What a proof says.
public enum Verdict {
  /// It helped as much as was to be expected, and nothing else got worse.
  FIXED,
  /// It helped, but less than half of what was predicted or than matters; or something else got
  /// worse.
  PARTLY,
  /// An effect that matters can be ruled out.
  NO_EFFECT,
  /// It made things worse.
  WORSE,
  /// The data cannot tell; the reasons say what is missing.
  UNDECIDED
}
