package dev.headroom.analysis.diagnosis;

import java.util.Arrays;

/// The mean of the incident against the means of blocks of as many cells of the baseline: noise
/// that averages out within a block no longer hides a shift. Means leave out a tenth of the cells
/// at either end.
///
/// @param usual median of the blocks
/// @param during mean of the incident
/// @param scale IQR / 1.349 of the blocks, but at least a third of that of cells, divided by the
///   square root of the cells in a block, times 1.5; 0 with fewer than five blocks
record BlockMeans(double usual, double during, double scale) {
  private static final int BLOCKS_MIN = 5;
  private static final double TRIMMED = 0.1;

  static BlockMeans of(double[] calm, double[] during, double cellScale) {
    int block = during.length;
    double[] present = Arrays.stream(calm).filter(Double::isFinite).toArray();
    double mean = mean(during);
    int count = block == 0 ? 0 : present.length / block;
    if (count < BLOCKS_MIN || block < 3) {
      return new BlockMeans(mean, mean, 0);
    }
    double[] means = new double[count];
    for (int i = 0; i < count; i++) {
      double[] cells = Arrays.copyOfRange(present, i * block, (i + 1) * block);
      Arrays.sort(cells);
      means[i] = mean(cells);
    }
    Arrays.sort(means);
    double spread = (Numbers.quantile(means, 0.75) - Numbers.quantile(means, 0.25)) / 1.349;
    double reach = (means[count - 1] - means[0]) / 3;
    double scale = Math.max(Math.max(spread, reach), 1.5 * cellScale / Math.sqrt(block));
    return new BlockMeans(
        Numbers.quantile(means, 0.5), mean, Math.max(scale, 0.02 * Math.abs(mean)));
  }

  private static double mean(double[] sorted) {
    int cut = (int) (TRIMMED * sorted.length);
    return Arrays.stream(sorted, cut, sorted.length - cut).average().orElse(Double.NaN);
  }

  /// How many scales the incident lies beyond the blocks in the direction of the sign.
  double z(double sign) {
    return scale == 0 ? 0 : sign * (during - usual) / scale;
  }
}
