package dev.headroom.load.search;

import dev.headroom.stat.Interval;
import dev.headroom.stat.StudentT;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/// The rate at which as many requests are slow as are allowed, from what was measured near it: the
/// log-odds of the slow share as a straight line of the logarithm of the rate, by quasi-likelihood
/// (McCullagh and Nelder, "Generalized Linear Models", 9.2), whose variance is that of theory or,
/// when larger, of batch means or between steps; the interval is that of the profile likelihood.
///
/// Queues bear the line out near the crossing, where the slow share of a queue of `c` servers falls
/// off as `exp(−(cμ−λ)T)`; points far from it are left out.
///
/// @param rate the best estimate
/// @param interval of 95 %; its ends are at most the search range
/// @param slope by how much the log-odds grow per unit of the logarithm of the rate
record CeilingFit(double rate, Interval interval, double slope) {
  private static final double FLATTEST = 0.7;
  private static final double STEEPEST = 400;

  /// The neighbourhood of the crossing: where the log-odds change by so much, within bounds.
  private static final double STRAIGHT = 2.5;

  private static final double NARROW = 0.12;
  private static final double WIDE = 0.35;
  private static final int ROUNDS = 3;
  private static final double MOST_SLOW = 0.6;
  private static final int STEPS = 50;

  /// What a step says.
  ///
  /// @param effect the design effect that theory gives: what counts is the number of slow requests
  ///   over it
  /// @param settled whether the step was long enough for the queue; otherwise fewer were slow than
  ///   would have been in the end, so that it only speaks against its rate
  record Point(double rate, SlowShare share, double effect, boolean settled) {}

  /// @param low no rate below is considered
  /// @param high no rate above is considered, such as one that overloaded the target
  /// @param full a rate at which everything is slow in the end; infinite when none is known
  /// @param near about where the crossing is
  /// @return null when no point is near enough
  static @Nullable CeilingFit of(
      List<Point> points, double allowed, double low, double high, double full, double near) {
    CeilingFit fit = null;
    double around = near;
    double width = WIDE;
    // Where the neighbourhood is, and how wide, depends on the fit; it settles quickly.
    for (int round = 0; round < ROUNDS && low < high; round++) {
      List<Point> close = close(points, around, width);
      if (close.isEmpty()) {
        return fit;
      }
      fit = new Likelihood(close, allowed, full).fit(low, high);
      around = nearest(close, fit.rate());
      width = Math.clamp(STRAIGHT / fit.slope(), NARROW, WIDE);
    }
    return fit;
  }

  private static List<Point> close(List<Point> points, double around, double width) {
    return points.stream()
        .filter(p -> Math.abs(Math.log(p.rate() / around)) < width)
        .filter(p -> p.share().answered() > 0 && p.share().share() < MOST_SLOW)
        .toList();
  }

  /// The rate, or the end of what was measured when it lies beyond.
  private static double nearest(List<Point> points, double rate) {
    double least = points.stream().mapToDouble(Point::rate).min().orElse(rate);
    double most = points.stream().mapToDouble(Point::rate).max().orElse(rate);
    return Math.clamp(rate, least, most);
  }

  private record Likelihood(List<Point> points, double allowed, double full) {
    CeilingFit fit(double low, double high) {
      double from = Math.log(low);
      double to = Math.log(high);
      double best = maximum(x -> at(x, slope(x)), from, to);
      double slope = slope(best);
      double top = at(best, slope);
      double dispersion = dispersion(best, slope);
      double drop = Math.pow(StudentT.quantile(0.975, degrees()), 2) * dispersion / 2;
      DoubleUnaryOperator inside = x -> at(x, slope(x)) - (top - drop);
      Interval interval =
          new Interval(Math.exp(end(inside, best, from)), Math.exp(end(inside, best, to)));
      // When nothing was slow, any rate beyond what was measured is as likely.
      boolean open = points.stream().allMatch(point -> point.share().slow() == 0);
      double most = points.stream().mapToDouble(Point::rate).max().orElse(low);
      return new CeilingFit(
          open ? Math.sqrt(Math.min(most, high) * high) : Math.exp(best), interval, slope);
    }

    /// The binomial log-likelihood with the crossing at `x`.
    private double at(double x, double slope) {
      double sum = 0;
      for (Point point : points) {
        double eta = odds() + slope * (Math.log(point.rate()) - x);
        SlowShare share = point.share();
        sum += (share.slow() * eta - share.answered() * softplus(eta)) / point.effect();
      }
      return sum;
    }

    private static double softplus(double eta) {
      return eta > 30 ? eta : Math.log1p(Math.exp(eta));
    }

    /// The slope that explains the points best when the crossing is at `x`.
    private double slope(double x) {
      return Math.exp(maximum(b -> at(x, Math.exp(b)), Math.log(flattest(x)), Math.log(STEEPEST)));
    }

    /// From the crossing to the rate at which everything is slow the line must rise all the way; a
    /// half of that slope is the least that is believed.
    private double flattest(double x) {
      double way = Math.max(Math.log(full) - x, 0.01);
      return Math.clamp(-Math.log(allowed) / 2 / way, FLATTEST, STEEPEST / 2);
    }

    private double odds() {
      return Math.log(allowed / (1 - allowed));
    }

    private double degrees() {
      return Math.max(4, points.stream().mapToInt(p -> p.share().batches() - 1).sum());
    }

    /// How much more the slow requests vary than theory has it, within steps or between them.
    private double dispersion(double x, double slope) {
      double squares = 0;
      double expected = 0;
      double between = 0;
      for (Point point : points) {
        SlowShare share = point.share();
        double p = 1 / (1 + Math.exp(-(odds() + slope * (Math.log(point.rate()) - x))));
        double variance = share.answered() * p * (1 - p) * point.effect();
        squares += share.squares() * share.batches() / Math.max(1, share.batches() - 1);
        expected += variance;
        between += Math.pow(share.slow() - share.answered() * p, 2) / Math.max(variance, 0.5);
      }
      double within = expected > 0 ? squares / expected : 1;
      double lack = points.size() > 3 ? between / (points.size() - 2) : 1;
      return Math.max(1, Math.max(within, lack));
    }
  }

  /// Golden section on a function with one hill.
  private static double maximum(DoubleUnaryOperator hill, double from, double to) {
    double golden = (Math.sqrt(5) - 1) / 2;
    double low = from;
    double high = to;
    double left = high - golden * (high - low);
    double right = low + golden * (high - low);
    double atLeft = hill.applyAsDouble(left);
    double atRight = hill.applyAsDouble(right);
    for (int i = 0; i < STEPS; i++) {
      if (atLeft >= atRight) {
        high = right;
        right = left;
        atRight = atLeft;
        left = high - golden * (high - low);
        atLeft = hill.applyAsDouble(left);
      } else {
        low = left;
        left = right;
        atLeft = atRight;
        right = low + golden * (high - low);
        atRight = hill.applyAsDouble(right);
      }
    }
    return (low + high) / 2;
  }

  private static double end(DoubleUnaryOperator inside, double best, double limit) {
    if (inside.applyAsDouble(limit) >= 0) {
      return limit;
    }
    double in = best;
    double out = limit;
    for (int i = 0; i < STEPS; i++) {
      double middle = (in + out) / 2;
      if (inside.applyAsDouble(middle) >= 0) {
        in = middle;
      } else {
        out = middle;
      }
    }
    return (in + out) / 2;
  }
}
