package dev.headroom.outcome;

import dev.headroom.outcome.Blocks.Block;
import dev.headroom.stat.Interval;
import dev.headroom.stat.StudentT;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/// Compares a metric before and after a change at equal load and equal time, with untouched routes
/// as control.
///
/// Slices go into cells of one hour (of the week, or of the day) and one of five levels of load.
/// Within the cells that both sides have, the effect is the difference of means, corrected by the
/// common slope of the metric over the load; cells count by their slices after the change. What the
/// controls did in the same slices has been subtracted before: a difference in differences. The
/// interval comes from a bootstrap of whole blocks of time, so that slices that follow each other
/// may depend on each other; blocks grow until their means hardly do, and what dependence is left
/// widens the interval as for an autoregressive series.
///
/// Deterministic: the same data and seed give the same answer.
public final class MatchedComparison {
  private static final int LEVELS = 5;

  /// Fewer slices of a cell on one side say nothing.
  private static final int CELL_LEAST = 2;

  /// How much of what came after must be comparable for a match to be used.
  private static final double COVERAGE_LEAST = 0.5;

  private static final int DRAWS = 300;
  private static final long BLOCK_SECONDS = 600;
  private static final int BLOCK_SLICES = 5;

  /// With fewer blocks on a side there is no interval worth the name.
  private static final int BLOCKS_LEAST = 6;

  /// Block means that are correlated more ask for longer blocks.
  private static final double BLOCK_CORRELATION = 0.2;

  private static final double CORRELATION_MOST = 0.8;

  private final Samples samples;
  private final long step;
  private final double confidence;
  private final long seed;

  private MatchedComparison(Samples samples, long step, double confidence, long seed) {
    this.samples = samples;
    this.step = step;
    this.confidence = confidence;
    this.seed = seed;
  }

  /// @param before slices before the change
  /// @param after slices after it, with the same step
  /// @param controls untouched routes, over both
  /// @param counted whether the metric is a share of requests, which may be 0
  /// @param confidence of the interval, between 0 and 1
  /// @return empty when there is too little that can be compared
  public static Optional<Comparison> of(
      Slices before,
      Slices after,
      List<Slices> controls,
      boolean counted,
      double confidence,
      long seed) {
    Samples samples = Samples.of(before, after, controls, counted);
    MatchedComparison comparison = new MatchedComparison(samples, after.step(), confidence, seed);
    for (TimeMatch match : TimeMatch.values()) {
      Cells cells = comparison.cells(match);
      if (cells.coverage() >= COVERAGE_LEAST) {
        return comparison.compare(match, cells);
      }
    }
    return Optional.empty();
  }

  /// Which cell each slice is in.
  ///
  /// @param of the cell of each slice; -1 for cells that one side lacks
  /// @param number how many cells there are
  /// @param coverage the share of the slices after the change that are in a cell
  private record Cells(int[] of, int number, double coverage) {}

  private Cells cells(TimeMatch match) {
    double[] edges = levelEdges();
    Map<Long, Integer> numbers = new HashMap<>();
    int[] of = new int[samples.size()];
    for (int i = 0; i < of.length; i++) {
      long key = match.key(samples.seconds()[i]) * LEVELS + level(edges, samples.x()[i]);
      of[i] = numbers.computeIfAbsent(key, _ -> numbers.size());
    }
    int[][] counts = new int[2][numbers.size()];
    for (int i = 0; i < of.length; i++) {
      counts[samples.after()[i] ? 1 : 0][of[i]]++;
    }
    int all = 0;
    int used = 0;
    for (int i = 0; i < of.length; i++) {
      boolean both = counts[0][of[i]] >= CELL_LEAST && counts[1][of[i]] >= CELL_LEAST;
      all += samples.after()[i] ? 1 : 0;
      used += samples.after()[i] && both ? 1 : 0;
      of[i] = both ? of[i] : -1;
    }
    return new Cells(of, numbers.size(), all == 0 ? 0 : used / (double) all);
  }

  private double[] levelEdges() {
    double[] sorted = samples.x().clone();
    Arrays.sort(sorted);
    double[] edges = new double[LEVELS - 1];
    for (int i = 0; i < edges.length && sorted.length > 0; i++) {
      edges[i] = sorted[(i + 1) * sorted.length / LEVELS];
    }
    return edges;
  }

  private static int level(double[] edges, double x) {
    int level = 0;
    while (level < edges.length && x >= edges[level]) {
      level++;
    }
    return level;
  }

  private Optional<Comparison> compare(TimeMatch match, Cells cells) {
    long shortest = Math.max(BLOCK_SECONDS, BLOCK_SLICES * step);
    Blocks blocks = Blocks.of(samples, cells.of(), shortest);
    if (blocks.fewest() < BLOCKS_LEAST) {
      return Optional.empty();
    }
    Estimate estimate = estimate(cells, blocks.before(), blocks.after());
    double[] residuals = residuals(cells, estimate);
    long blockSeconds = shortest;
    double correlation = blocks.correlation(residuals);
    while (correlation > BLOCK_CORRELATION) {
      Blocks longer = Blocks.of(samples, cells.of(), blockSeconds * 2);
      if (longer.fewest() < BLOCKS_LEAST) {
        break;
      }
      blocks = longer;
      blockSeconds *= 2;
      correlation = blocks.correlation(residuals);
    }
    double left = Math.clamp(correlation, 0, CORRELATION_MOST);
    double error = standardError(cells, blocks) * Math.sqrt((1 + left) / (1 - left));
    double half = StudentT.quantile(1 - (1 - confidence) / 2, blocks.all() - 2.0) * error;
    return Optional.of(
        new Comparison(
            estimate.effect(),
            new Interval(estimate.effect() - half, estimate.effect() + half),
            match,
            cells.coverage(),
            slices(blocks.before()),
            slices(blocks.after()),
            samples.controls(),
            blockSeconds,
            estimate.slope()));
  }

  private static int slices(List<Block> blocks) {
    return blocks.stream().mapToInt(block -> block.slices().length).sum();
  }

  /// @param effect NaN when no cell has both sides
  /// @param slope of the metric over the load within cells
  private record Estimate(double effect, double slope) {}

  private Estimate estimate(Cells cells, Iterable<Block> before, Iterable<Block> after) {
    Sums[] sumsBefore = sums(cells, before);
    Sums[] sumsAfter = sums(cells, after);
    List<Sums> all = new ArrayList<>(List.of(sumsBefore));
    all.addAll(List.of(sumsAfter));
    double slope = Sums.slope(all);
    double sum = 0;
    double weight = 0;
    for (int cell = 0; cell < cells.number(); cell++) {
      Sums left = sumsBefore[cell];
      Sums right = sumsAfter[cell];
      if (left.weight() > 0 && right.weight() > 0) {
        double difference = right.meanY() - left.meanY() - slope * (right.meanX() - left.meanX());
        sum += right.weight() * difference;
        weight += right.weight();
      }
    }
    return new Estimate(sum / weight, slope);
  }

  private static Sums[] sums(Cells cells, Iterable<Block> blocks) {
    Sums[] sums = new Sums[cells.number()];
    Arrays.setAll(sums, _ -> new Sums());
    for (Block block : blocks) {
      for (Blocks.Part part : block.parts()) {
        sums[part.cell()].add(part.sums());
      }
    }
    return sums;
  }

  /// What the effect, the load and the cells leave unexplained.
  private double[] residuals(Cells cells, Estimate estimate) {
    double[] sums = new double[cells.number()];
    double[] counts = new double[cells.number()];
    double[] residuals = new double[samples.size()];
    for (int i = 0; i < residuals.length; i++) {
      residuals[i] =
          samples.y()[i]
              - estimate.slope() * samples.x()[i]
              - (samples.after()[i] ? estimate.effect() : 0);
      if (cells.of()[i] >= 0) {
        sums[cells.of()[i]] += residuals[i];
        counts[cells.of()[i]]++;
      }
    }
    for (int i = 0; i < residuals.length; i++) {
      int cell = cells.of()[i];
      residuals[i] = cell < 0 ? Double.NaN : residuals[i] - sums[cell] / counts[cell];
    }
    return residuals;
  }

  private double standardError(Cells cells, Blocks blocks) {
    SplittableRandom random = new SplittableRandom(seed);
    double sum = 0;
    double squares = 0;
    int drawn = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      double effect =
          estimate(cells, drawn(blocks.before(), random), drawn(blocks.after(), random)).effect();
      if (Double.isFinite(effect)) {
        sum += effect;
        squares += effect * effect;
        drawn++;
      }
    }
    double variance = Math.max(0, (squares - sum * sum / drawn) / (drawn - 1));
    // Drawing from n blocks shows (n - 1) / n of the variance that n blocks have.
    double fewest = blocks.fewest();
    return Math.sqrt(variance * fewest / (fewest - 1));
  }

  /// As many blocks as there are, with replacement.
  private static List<Block> drawn(List<Block> blocks, SplittableRandom random) {
    List<Block> drawn = new ArrayList<>(blocks.size());
    for (int i = 0; i < blocks.size(); i++) {
      drawn.add(blocks.get(random.nextInt(blocks.size())));
    }
    return drawn;
  }
}
