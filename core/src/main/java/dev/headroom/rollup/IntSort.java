package dev.headroom.rollup;

import java.util.Arrays;

/// Sorts a stretch of an array of indexes by an order of the caller's; stable, no allocation but
/// for a scratch array that grows with the longest stretch. Not thread-safe.
public final class IntSort {
  private static final int SMALL = 16;

  /// Tells whether index `a` comes before index `b`; a strict order.
  public interface Order {
    boolean before(int a, int b);
  }

  private int[] scratch = new int[0];

  /// Sorts `values[from .. to)`.
  @SuppressWarnings("ReferenceEquality") // which of the two arrays holds the result
  public void sort(int[] values, int from, int to, Order order) {
    for (int run = from; run < to; run += SMALL) {
      insertion(values, run, Math.min(run + SMALL, to), order);
    }
    if (to - from <= SMALL) {
      return;
    }
    if (scratch.length < to) {
      scratch = Arrays.copyOf(scratch, Math.max(to, scratch.length * 2));
    }
    int[] source = values;
    int[] target = scratch;
    boolean inScratch = false;
    for (long width = SMALL; width < to - from; width *= 2) {
      for (long left = from; left < to; left += 2 * width) {
        merge(
            source,
            target,
            (int) left,
            (int) Math.min(left + width, to),
            (int) Math.min(left + 2 * width, to),
            order);
      }
      int[] swapped = source;
      source = target;
      target = swapped;
      inScratch = !inScratch;
    }
    if (inScratch) {
      System.arraycopy(scratch, from, values, from, to - from);
    }
  }

  private static void insertion(int[] values, int from, int to, Order order) {
    for (int i = from + 1; i < to; i++) {
      int value = values[i];
      int at = i;
      while (at > from && order.before(value, values[at - 1])) {
        values[at] = values[at - 1];
        at--;
      }
      values[at] = value;
    }
  }

  private static void merge(
      int[] source, int[] target, int left, int middle, int right, Order order) {
    int a = left;
    int b = middle;
    for (int at = left; at < right; at++) {
      if (b >= right || (a < middle && !order.before(source[b], source[a]))) {
        target[at] = source[a++];
      } else {
        target[at] = source[b++];
      }
    }
  }
}
