package dev.headroom.analysis;

import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// A stretch of slices in which something held.
///
/// @param from the first slice
/// @param to after the last one
/// @param held in how many of them it held
public record Spell(int from, int to, int held) {

  /// The longest one, the latest of equals.
  ///
  /// @param size of the grid
  /// @param gap so many slices in a row in which it does not hold do not end a spell
  /// @param least in so many slices it must hold
  /// @return null when there is none
  public static @Nullable Spell longest(int size, int gap, int least, IntPredicate holds) {
    Spell best = null;
    int from = -1;
    int last = -1;
    int held = 0;
    for (int i = 0; i <= size; i++) {
      boolean now = i < size && holds.test(i);
      if (from >= 0 && (i == size || i - last > gap + (now ? 1 : 0))) {
        if (held >= least && (best == null || held >= best.held())) {
          best = new Spell(from, last + 1, held);
        }
        from = -1;
        held = 0;
      }
      if (now) {
        from = from < 0 ? i : from;
        last = i;
        held++;
      }
    }
    return best;
  }
}
