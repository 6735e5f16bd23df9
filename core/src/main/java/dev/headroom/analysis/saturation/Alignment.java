package dev.headroom.analysis.saturation;

import dev.headroom.stat.Ranks;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Puts readings to the minutes they speak of.
///
/// A reading of utilization speaks of the time since the one before it, which began in the minute
/// before: a process that is asked five seconds past the minute tells of 55 seconds of the last
/// one. Held against the requests of the minute in which it was read it is mostly noise. The part
/// by which readings are late is the one under which they go best with the requests.
final class Alignment {
  private static final int PARTS = 10;

  /// Below this correlation with the requests nothing is moved: they do not tell.
  private static final double TELLING = 0.3;

  private Alignment() {}

  /// @param readings per minute, in the minute in which they were read; NaN where none was
  /// @param count requests per minute
  /// @return readings per minute of which they tell; NaN where it takes two of which one is unknown
  static double[] aligned(double[] readings, double[] count) {
    double[] best = readings;
    double most = correlation(readings, count);
    for (int late = 1; late <= PARTS; late++) {
      double[] moved = moved(readings, (double) late / PARTS);
      double one = correlation(moved, count);
      if (one > most && one >= TELLING) {
        most = one;
        best = moved;
      }
    }
    return best;
  }

  private static double[] moved(double[] readings, double late) {
    double[] moved = new double[readings.length];
    Arrays.fill(moved, Double.NaN);
    for (int i = 0; i + 1 < moved.length; i++) {
      moved[i] = late == 1 ? readings[i + 1] : (1 - late) * readings[i] + late * readings[i + 1];
    }
    return moved;
  }

  private static double correlation(double[] readings, double[] count) {
    int[] known =
        IntStream.range(0, readings.length).filter(i -> !Double.isNaN(readings[i])).toArray();
    double r =
        Ranks.correlation(
            Arrays.stream(known).mapToDouble(i -> readings[i]).toArray(),
            Arrays.stream(known).mapToDouble(i -> count[i]).toArray());
    return Double.isNaN(r) ? -1 : r;
  }
}
