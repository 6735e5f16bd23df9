package dev.headroom.rollup;

/// Spreads the bits of a long over all 64: the finaliser of SplitMix64 (Steele, Lea, Flood: "Fast
/// splittable pseudorandom number generators", OOPSLA 2014).
public final class Mix {
  private Mix() {}

  /// The mixed value.
  public static long of(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }

  /// One long for a trace id.
  public static long of(long traceHi, long traceLo) {
    return of(traceHi * 0x9E3779B97F4A7C15L ^ traceLo);
  }
}
