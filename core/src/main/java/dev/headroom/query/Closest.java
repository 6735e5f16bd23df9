package dev.headroom.query;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/// Finds the name that someone probably meant.
public final class Closest {
  private Closest() {}

  /// The known name nearest to the given one, if any is near enough: at most two edits, or a third
  /// of its length for long names; ties go to the name that sorts first.
  public static Optional<String> to(String name, Collection<String> known) {
    String wanted = name.toLowerCase(Locale.ROOT);
    int allowed = Math.max(2, name.length() / 3);
    String best = "";
    int fewest = Integer.MAX_VALUE;
    for (String candidate : known.stream().sorted().toList()) {
      String lower = candidate.toLowerCase(Locale.ROOT);
      if (Math.abs(lower.length() - wanted.length()) <= allowed) {
        int edits = edits(wanted, lower);
        if (edits < fewest) {
          fewest = edits;
          best = candidate;
        }
      }
    }
    return fewest <= allowed ? Optional.of(best) : Optional.empty();
  }

  /// The exception that says that the name is unknown, and what it probably should be.
  public static HeadroomException unknown(String what, String name, Collection<String> known) {
    String meant = to(name, known).map(n -> ", did you mean '" + n + "'?").orElse("");
    return new HeadroomException(
        ErrorCode.NOT_FOUND, "unknown " + what + " '" + name + "'" + meant);
  }

  /// Levenshtein's distance with swaps of neighbours (optimal string alignment).
  static int edits(String a, String b) {
    int[] before = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(last[j], row[j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
      }
      int[] free = before;
      before = last;
      last = row;
      row = free;
    }
    return last[b.length()];
  }
}
