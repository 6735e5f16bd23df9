package dev.headroom.analysis.newerrors;

import dev.headroom.analysis.Grid;
import dev.headroom.rollup.RollupReader.Point;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// When something happened, per slice of history and window.
///
/// @param counts per slice
/// @param windowStart the first slice of the window
record Occurrences(double[] counts, int windowStart) {

  static Occurrences none(Grid grid, int windowStart) {
    return new Occurrences(new double[grid.size()], windowStart);
  }

  void add(Grid grid, List<Point> points, ToDoubleFunction<Point> figure) {
    grid.add(points, figure, counts);
  }

  void add(double[] more) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += more[i];
    }
  }

  double before() {
    return sum(0, windowStart);
  }

  double inWindow() {
    return sum(windowStart, counts.length);
  }

  double sum(int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += counts[i];
    }
    return sum;
  }

  /// The first slice with an occurrence; the number of slices when there is none.
  int first() {
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        return i;
      }
    }
    return counts.length;
  }

  /// In how many slices of the window it happened.
  int slices() {
    int slices = 0;
    for (int i = windowStart; i < counts.length; i++) {
      slices += counts[i] > 0 ? 1 : 0;
    }
    return slices;
  }
}
