package dev.headroom.stat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Which kind of limit throughput against concurrency shows: five curves fitted by least squares
/// and compared by AICc = n·ln(SS/n) + 2k + 2k(k+1)/(n−k−1), where k counts the parameters and the
/// variance (Burnham and Anderson, "Model Selection and Multimodel Inference", 2.4).
///
/// @param candidates best first; curves with too many parameters for the points are left out
public record ScalabilityChoice(List<Candidate> candidates) {
  /// Within so many units of AICc two curves explain the points equally well.
  public static final double EQUALLY_GOOD = 2;

  public ScalabilityChoice {
    candidates = List.copyOf(candidates);
  }

  /// A sort of curve.
  public enum Kind {
    /// `λn`: no limit in sight.
    LINEAR(1),
    /// USL without coherency: a serial part, such as a lock or a serial tier.
    AMDAHL(2),
    /// `min(λn, c)`: a hard ceiling, such as a pool, a quota, the number of partitions.
    CEILING(2),
    /// `λn / (1 + (λn/c)^p)^(1/p)`: a ceiling approached through queueing.
    SMOOTH_CEILING(3),
    /// The Universal Scalability Law with coherency: throughput falls beyond a peak.
    USL(3);

    private final int parameters;

    Kind(int parameters) {
      this.parameters = parameters;
    }

    int parameters() {
      return parameters;
    }
  }

  /// @param parameters in the order of the formula
  /// @param squares residual sum of squares
  /// @param aicc smaller is better
  public record Candidate(Kind kind, List<Double> parameters, double squares, double aicc) {
    public Candidate {
      parameters = List.copyOf(parameters);
    }
  }

  /// The kinds that explain the points about equally well, best first.
  public List<Kind> best() {
    if (candidates.isEmpty()) {
      return List.of();
    }
    double least = candidates.getFirst().aicc();
    return candidates.stream()
        .filter(c -> c.aicc() <= least + EQUALLY_GOOD)
        .map(Candidate::kind)
        .toList();
  }

  /// Compares the curves on points that [UslFit#of] accepts.
  public static ScalabilityChoice of(double[] n, double[] x) {
    List<Candidate> candidates = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      if (n.length - kind.parameters() - 2 > 0) {
        LeastSquares.Fit fit = fit(kind, n, x);
        candidates.add(
            new Candidate(
                kind,
                Arrays.stream(fit.parameters()).boxed().toList(),
                fit.squares(),
                aicc(fit.squares(), n.length, kind.parameters() + 1, x)));
      }
    }
    candidates.sort(Comparator.comparingDouble(Candidate::aicc).thenComparing(Candidate::kind));
    return new ScalabilityChoice(candidates);
  }

  private static double aicc(double squares, int n, int k, double[] x) {
    // Points that lie on a curve to the last digit would decide by rounding errors.
    double floor = n * Math.pow(1e-6 * Arrays.stream(x).max().orElse(1), 2);
    return n * Math.log(Math.max(squares, floor) / n) + 2.0 * k + 2.0 * k * (k + 1) / (n - k - 1);
  }

  private static LeastSquares.Fit fit(Kind kind, double[] n, double[] x) {
    double[] ones = new double[n.length];
    Arrays.fill(ones, 1);
    double scale = 0;
    for (int i = 0; i < n.length; i++) {
      scale = Math.max(scale, x[i] / n[i]);
    }
    double top = Arrays.stream(x).max().orElse(1);
    double free = Double.MAX_VALUE;
    return switch (kind) {
      case LINEAR ->
          LeastSquares.fit(
              (v, p, g) -> {
                g[0] = v;
                return p[0] * v;
              },
              n,
              x,
              ones,
              new double[] {0},
              new double[] {free},
              new double[] {scale});
      case AMDAHL ->
          LeastSquares.fit(
              ScalabilityChoice::amdahl,
              n,
              x,
              ones,
              new double[] {0, 0},
              new double[] {free, 1},
              new double[] {scale, 0.01},
              new double[] {scale, 0.3},
              new double[] {scale, 0});
      case CEILING -> ceiling(n, x);
      case SMOOTH_CEILING ->
          LeastSquares.fit(
              ScalabilityChoice::smooth,
              n,
              x,
              ones,
              new double[] {scale * 1e-9, top * 1e-9, 0.2},
              new double[] {free, free, 50},
              new double[] {scale, top, 1},
              new double[] {scale, top, 4},
              new double[] {scale, top * 2, 1});
      case USL -> UslFit.fit(n, x);
    };
  }

  private static double amdahl(double n, double[] p, double[] gradient) {
    double below = 1 + p[1] * (n - 1);
    gradient[0] = n / below;
    gradient[1] = -p[0] * n * (n - 1) / (below * below);
    return p[0] * n / below;
  }

  private static double smooth(double n, double[] p, double[] gradient) {
    double ratio = p[0] * n / p[1];
    double power = Math.pow(ratio, p[2]);
    double root = Math.pow(1 + power, -1 / p[2]);
    double value = p[0] * n * root;
    double share = power / (1 + power);
    gradient[0] = n * root * (1 - share);
    gradient[1] = value * share / p[1];
    gradient[2] = value * (Math.log1p(power) / (p[2] * p[2]) - share * Math.log(ratio) / p[2]);
    return value;
  }

  /// Exactly: for every split into points on the slope and points at the ceiling, both parts have
  /// their least squares in closed form.
  private static LeastSquares.Fit ceiling(double[] n, double[] x) {
    Integer[] order = new Integer[n.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> n[i]));
    double best = Double.POSITIVE_INFINITY;
    double[] parameters = {0, 0};
    for (int split = 1; split < n.length; split++) {
      double up = 0;
      double across = 0;
      double flat = 0;
      for (int i = 0; i < n.length; i++) {
        int at = order[i];
        if (i < split) {
          up += n[at] * x[at];
          across += n[at] * n[at];
        } else {
          flat += x[at] / (n.length - split);
        }
      }
      double slope = up / across;
      double squares = 0;
      for (int i = 0; i < n.length; i++) {
        double residual = x[i] - Math.min(slope * n[i], flat);
        squares += residual * residual;
      }
      if (squares < best) {
        best = squares;
        parameters = new double[] {slope, flat};
      }
    }
    return new LeastSquares.Fit(parameters, best, new double[] {Double.NaN, Double.NaN});
  }
}
