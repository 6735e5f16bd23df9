package dev.headroom.stat;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.util.Arrays;

/// A straight trend through daily figures that a few odd days do not move, with the habits of the
/// week taken out: each weekday has a factor (the median of its days over the median of the seven
/// days around each), and the slope is that of Theil and Sen, the median over all pairs of days (P.
/// K. Sen, JASA 63, 1968). The slope's interval is Sen's, widened by what successive days have in
/// common (the first autocorrelation of the residuals; Hamed and Rao, Journal of Hydrology 204,
/// 1998).
///
/// @param level of the trend on the last day, free of the week's habits
/// @param slope per day
/// @param interval 95 % of the slope
/// @param days how many days it rests on
public record WeeklyTrend(double level, double slope, Interval interval, int days) {
  /// The fewest days from which a trend can be told: each weekday twice.
  public static final int LEAST_DAYS = 14;

  private static final int WEEK = 7;
  private static final double Z95 = 1.959963984540054;

  /// @param days successive days, oldest first, at least [#LEAST_DAYS]
  public static WeeklyTrend of(double[] days) {
    if (days.length < LEAST_DAYS) {
      throw new HeadroomException(
          ErrorCode.INVALID, days.length + " days; expected at least " + LEAST_DAYS);
    }
    double[] flat = withoutWeek(days);
    int n = flat.length;
    double[] slopes = new double[n * (n - 1) / 2];
    int count = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        slopes[count++] = (flat[j] - flat[i]) / (j - i);
      }
    }
    Arrays.sort(slopes);
    double slope = median(slopes);
    double[] residuals = new double[n];
    for (int i = 0; i < n; i++) {
      residuals[i] = flat[i] - slope * (i - (n - 1));
    }
    double level = median(residuals.clone());
    double spread = Z95 * Math.sqrt(n * (n - 1.0) * (2.0 * n + 5) / 18 * inflation(residuals));
    int low = (int) Math.floor((slopes.length - spread) / 2);
    int high = (int) Math.ceil((slopes.length + spread) / 2);
    return new WeeklyTrend(
        level,
        slope,
        new Interval(slopes[Math.max(0, low)], slopes[Math.min(slopes.length - 1, high)]),
        n);
  }

  private static double[] withoutWeek(double[] days) {
    double[] around = new double[days.length];
    for (int i = 0; i < days.length; i++) {
      int from = Math.clamp(i - WEEK / 2, 0, days.length - WEEK);
      around[i] = median(Arrays.copyOfRange(days, from, from + WEEK));
    }
    double[] factors = new double[WEEK];
    double sum = 0;
    for (int weekday = 0; weekday < WEEK; weekday++) {
      double[] ratios = new double[(days.length - weekday + WEEK - 1) / WEEK];
      for (int i = 0; i < ratios.length; i++) {
        int day = weekday + i * WEEK;
        ratios[i] = around[day] > 0 ? days[day] / around[day] : 1;
      }
      factors[weekday] = median(ratios);
      sum += factors[weekday];
    }
    double[] flat = new double[days.length];
    for (int i = 0; i < days.length; i++) {
      double factor = factors[i % WEEK] * WEEK / Math.max(sum, Double.MIN_NORMAL);
      // A weekday on which nothing ever happens says nothing about the trend.
      flat[i] = factor > 0.01 ? days[i] / factor : around[i];
    }
    return flat;
  }

  private static double inflation(double[] residuals) {
    double mean = Arrays.stream(residuals).average().orElse(0);
    double all = 0;
    double next = 0;
    for (int i = 0; i < residuals.length; i++) {
      all += (residuals[i] - mean) * (residuals[i] - mean);
      if (i > 0) {
        next += (residuals[i] - mean) * (residuals[i - 1] - mean);
      }
    }
    double correlation = all > 0 ? Math.clamp(next / all, 0, 0.9) : 0;
    return (1 + correlation) / (1 - correlation);
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    int n = values.length;
    return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
  }
}
