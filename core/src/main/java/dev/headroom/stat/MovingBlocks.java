package dev.headroom.stat;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.util.Arrays;
import java.util.SplittableRandom;

/// The moving-block bootstrap (H. R. Künsch, Annals of Statistics 17, 1989) of figures that are
/// made of sums: stretches of successive points are drawn with replacement, so that points which
/// depend on their neighbours stay together. What is drawn are the sums over stretches, so a draw
/// costs as many additions as there are stretches, however many points they have.
///
/// Same points, same draws: the seed is fixed. Immutable and thread-safe.
public final class MovingBlocks {
  private static final long SEED = 41_907;

  private final double[][] prefix;
  private final int points;
  private final int block;

  /// @param terms by sum, then by point
  /// @param block how many successive points stay together
  public MovingBlocks(double[][] terms, int block) {
    if (terms.length == 0 || terms[0].length == 0 || block < 1 || block > terms[0].length) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "blocks of " + block + " points; expected 1 up to the number of points, which is not 0");
    }
    this.points = terms[0].length;
    this.block = block;
    this.prefix = new double[terms.length][points + 1];
    for (int t = 0; t < terms.length; t++) {
      for (int i = 0; i < points; i++) {
        prefix[t][i + 1] = prefix[t][i] + terms[t][i];
      }
    }
  }

  /// A figure of sums.
  public interface Figure {
    double of(double[] sums);
  }

  /// The sums over all points.
  public double[] all() {
    double[] sums = new double[prefix.length];
    for (int t = 0; t < sums.length; t++) {
      sums[t] = prefix[t][points];
    }
    return sums;
  }

  /// The figure of each draw, ascending; draws whose figure is NaN are left out.
  public double[] draws(int count, Figure figure) {
    SplittableRandom random = new SplittableRandom(SEED);
    double[] drawn = new double[count];
    double[] sums = new double[prefix.length];
    for (int draw = 0; draw < count; draw++) {
      Arrays.fill(sums, 0);
      for (int left = points; left > 0; left -= block) {
        int length = Math.min(block, left);
        int from = random.nextInt(points - length + 1);
        for (int t = 0; t < sums.length; t++) {
          sums[t] += prefix[t][from + length] - prefix[t][from];
        }
      }
      drawn[draw] = figure.of(sums);
    }
    double[] sorted = Arrays.stream(drawn).filter(v -> !Double.isNaN(v)).toArray();
    Arrays.sort(sorted);
    return sorted;
  }

  /// The middle 95 % of ascending draws.
  public static Interval middle(double[] sorted) {
    int out = (int) Math.floor(sorted.length * 0.025);
    return new Interval(sorted[out], sorted[sorted.length - 1 - out]);
  }
}
