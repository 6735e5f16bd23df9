package dev.headroom.outcome;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Slices gathered into blocks of time, for a bootstrap that keeps neighbours together.
///
/// @param before the blocks before the change, in the order of time
/// @param after the blocks after it
record Blocks(List<Block> before, List<Block> after) {

  /// A stretch of time.
  ///
  /// @param slices what it holds
  /// @param parts sums of the slices, one per cell
  record Block(int[] slices, List<Part> parts) {}

  /// The slices of one block that are in one cell.
  record Part(int cell, Sums sums) {}

  /// @param cells slices with a negative one are left out
  static Blocks of(Samples samples, int[] cells, long seconds) {
    return new Blocks(side(samples, cells, seconds, false), side(samples, cells, seconds, true));
  }

  private static List<Block> side(Samples samples, int[] cells, long seconds, boolean after) {
    TreeMap<Long, List<Integer>> blocks = new TreeMap<>();
    for (int i = 0; i < samples.size(); i++) {
      if (cells[i] >= 0 && samples.after()[i] == after) {
        blocks
            .computeIfAbsent(Math.floorDiv(samples.seconds()[i], seconds), _ -> new ArrayList<>())
            .add(i);
      }
    }
    return blocks.values().stream().map(slices -> block(samples, cells, slices)).toList();
  }

  private static Block block(Samples samples, int[] cells, List<Integer> slices) {
    TreeMap<Integer, Sums> byCell = new TreeMap<>();
    for (int i : slices) {
      byCell.computeIfAbsent(cells[i], _ -> new Sums()).add(samples.y()[i], samples.x()[i]);
    }
    return new Block(
        slices.stream().mapToInt(Integer::intValue).toArray(),
        byCell.entrySet().stream().map(each -> new Part(each.getKey(), each.getValue())).toList());
  }

  /// The fewer blocks of the two sides.
  int fewest() {
    return Math.min(before.size(), after.size());
  }

  int all() {
    return before.size() + after.size();
  }

  /// How the means of neighbouring blocks correlate, both sides together. Residuals about their own
  /// mean seem to correlate less than they do, by one over their number; that is added.
  double correlation(double[] residuals) {
    double products = 0;
    double squares = 0;
    for (List<Block> side : List.of(before, after)) {
      double last = Double.NaN;
      for (Block block : side) {
        double mean = 0;
        for (int slice : block.slices()) {
          mean += residuals[slice] / block.slices().length;
        }
        squares += mean * mean;
        products += Double.isNaN(last) ? 0 : last * mean;
        last = mean;
      }
    }
    return squares > 0 ? products / squares + 1.0 / fewest() : 0;
  }
}
