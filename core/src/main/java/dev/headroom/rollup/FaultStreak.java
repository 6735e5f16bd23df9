package dev.headroom.rollup;

/// Tells bad items from a broken fold: when [#MOST] items in a row fail, it is the fold that is
/// broken, and setting more items aside would lose everything bit by bit. Not thread-safe.
public final class FaultStreak {
  /// Failures in a row that a fold may have.
  public static final int MOST = 1_000;

  private final String fold;
  private int failures;

  /// @param fold its name
  public FaultStreak(String fold) {
    this.fold = fold;
  }

  public void success() {
    failures = 0;
  }

  /// @throws IllegalStateException when it was one too many
  public void failure(RuntimeException why) {
    if (++failures >= MOST) {
      throw new IllegalStateException(
          "the last " + failures + " items all failed in the fold '" + fold + "'", why);
    }
  }
}
