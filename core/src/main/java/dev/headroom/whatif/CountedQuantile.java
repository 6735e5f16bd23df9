package dev.headroom.whatif;

import dev.headroom.stat.Interval;
import dev.headroom.stat.Sketch;
import org.jspecify.annotations.Nullable;

/// A quantile of a route's response times that was counted over all requests, beside what sampled
/// traces make of it. A few dozen traces miss a median by a tenth, and what they predict with it.
///
/// How far draws of the traces that are slower now are slower then, too, is the slope of a
/// regression on the logarithm over the draws of the bootstrap; along it predictions move to where
/// now is what was counted (regression estimate: Cochran, "Sampling Techniques", ch. 7; a control
/// variate).
final class CountedQuantile {
  private static final double Z = 1.96;

  private final double nanos;
  private final double[] nowDrawn;
  private final double lowLog;
  private final double highLog;

  /// @param counted null when nothing was counted: then nothing is corrected
  /// @param q which quantile, 0 to 1
  /// @param nowDrawn what each draw of the traces makes of it
  CountedQuantile(@Nullable Sketch counted, double q, double[] nowDrawn) {
    this.nowDrawn = nowDrawn;
    if (counted == null) {
      nanos = Double.NaN;
      lowLog = 0;
      highLog = 0;
    } else {
      double off = Z * Math.sqrt(q * (1 - q) / counted.count());
      nanos = counted.quantile(q);
      lowLog = Math.min(0, log(counted.quantile(Math.max(0, q - off))) - log(nanos));
      highLog = Math.max(0, log(counted.quantile(Math.min(1, q + off))) - log(nanos));
    }
  }

  /// The interval of a prediction, and how far a quantile of so many requests lies from that of all
  /// by chance (order statistics: Conover, "Practical Nonparametric Statistics", 3.2); the two are
  /// independent.
  Interval withChance(double point, Interval interval) {
    if (Double.isNaN(nanos)) {
      return interval;
    }
    double low = log(interval.low()) - log(point);
    double high = log(interval.high()) - log(point);
    return new Interval(
        Math.min(interval.low(), point * Math.exp(-Math.hypot(low, lowLog))),
        Math.max(interval.high(), point * Math.exp(Math.hypot(high, highLog))));
  }

  /// What was counted, else that of the traces.
  double or(double sampled) {
    return nanos > 0 ? nanos : sampled;
  }

  /// A prediction of all traces.
  ///
  /// @param now what all traces make of the quantile
  /// @param thenDrawn predictions of the draws
  double corrected(double then, double now, double[] thenDrawn) {
    return then * factor(now, slope(thenDrawn));
  }

  /// The predictions of the draws.
  double[] corrected(double[] thenDrawn) {
    return corrected(thenDrawn, slope(thenDrawn));
  }

  /// The predictions of the draws, moved in proportion: no draw reaches above its slowest trace, so
  /// that of few traces the tail is bounded from above by chance, where it is not held against what
  /// was counted.
  double[] inProportion(double[] thenDrawn) {
    return corrected(thenDrawn, 1);
  }

  private double[] corrected(double[] thenDrawn, double slope) {
    double[] corrected = new double[thenDrawn.length];
    for (int i = 0; i < corrected.length; i++) {
      corrected[i] = thenDrawn[i] * factor(nowDrawn[i], slope);
    }
    return corrected;
  }

  /// The mean of now less then over the draws.
  ///
  /// @param corrected predictions of the draws
  double saved(double[] corrected) {
    double saved = 0;
    for (int i = 0; i < corrected.length; i++) {
      saved += (or(nowDrawn[i]) - corrected[i]) / corrected.length;
    }
    return saved;
  }

  private double factor(double now, double slope) {
    return nanos > 0 && now > 0 ? Math.pow(nanos / now, slope) : 1;
  }

  private double slope(double[] thenDrawn) {
    double meanNow = meanLog(nowDrawn);
    double meanThen = meanLog(thenDrawn);
    double square = 0;
    double product = 0;
    for (int i = 0; i < nowDrawn.length; i++) {
      double off = log(nowDrawn[i]) - meanNow;
      square += off * off;
      product += off * (log(thenDrawn[i]) - meanThen);
    }
    return square > 0 ? Math.clamp(product / square, 0, 1) : 0;
  }

  private static double meanLog(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += log(value);
    }
    return sum / values.length;
  }

  private static double log(double nanos) {
    return Math.log(Math.max(1, nanos));
  }
}
