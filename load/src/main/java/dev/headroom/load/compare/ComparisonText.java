package dev.headroom.load.compare;

import dev.headroom.load.compare.Comparison.Method;
import java.util.Locale;

/// The words for a comparison.
public final class ComparisonText {
  private ComparisonText() {}

  /// One or two sentences.
  ///
  /// @param percentile such as p99
  public static String of(String percentile, Comparison comparison) {
    String figures =
        String.format(
            Locale.ROOT,
            "%s of B against A: %s (95 %%: %s to %s); from %.1f %% on a difference would have been"
                + " told",
            percentile,
            change(comparison.change()),
            change(comparison.interval().low()),
            change(comparison.interval().high()),
            100 * comparison.detectable());
    String verdict =
        switch (comparison.verdict()) {
          case FASTER -> "B is faster.";
          case SLOWER -> "B is slower.";
          case NONE -> "No verdict: the difference, if there is one, is less than could be told.";
        };
    String caution =
        comparison.method() == Method.WITHIN_RUNS
            ? " What differs from run to run by chance is not seen with fewer than three runs a"
                + " side."
            : "";
    return verdict + " " + figures + "." + caution;
  }

  private static String change(double share) {
    return String.format(Locale.ROOT, "%+.1f %%", 100 * share);
  }
}
