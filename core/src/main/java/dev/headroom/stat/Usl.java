package dev.headroom.stat;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.util.OptionalDouble;

/// The Universal Scalability Law: the throughput of `n` concurrent requests (or threads, nodes) is
/// `X(n) = λn / (1 + σ(n−1) + κn(n−1))` (N. J. Gunther, "Guerrilla Capacity Planning", chapter 4).
///
/// @param lambda λ, throughput of one alone, in whatever unit throughput is told
/// @param sigma σ, contention: the share of the work that is serial, 0 to 1
/// @param kappa κ, coherency: what each pair costs to keep in step, 0 to 1
public record Usl(double lambda, double sigma, double kappa) {

  public Usl {
    require("lambda", lambda, 0, Double.MAX_VALUE);
    require("sigma", sigma, 0, 1);
    require("kappa", kappa, 0, 1);
  }

  private static void require(String name, double value, double low, double high) {
    if (!(value >= low && value <= high)) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          name + " is " + value + "; expected " + low + " to " + (high > 1 ? "any size" : high));
    }
  }

  /// Throughput at concurrency `n`, which is above 0.
  public double throughput(double n) {
    return lambda * n / (1 + sigma * (n - 1) + kappa * n * (n - 1));
  }

  /// The concurrency of greatest throughput, `√((1−σ)/κ)`, at least 1; empty when throughput never
  /// falls.
  public OptionalDouble peakN() {
    return kappa == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.max(1, Math.sqrt((1 - sigma) / kappa)));
  }

  /// The greatest throughput; empty when throughput never falls.
  public OptionalDouble peakX() {
    OptionalDouble peak = peakN();
    return peak.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(throughput(peak.getAsDouble()));
  }

  /// What contention alone lets through, `λ/σ`; empty when nothing is serial.
  public OptionalDouble limitX() {
    return sigma == 0 ? OptionalDouble.empty() : OptionalDouble.of(lambda / sigma);
  }

  /// The least concurrency that has this throughput; empty when none has.
  public OptionalDouble concurrency(double x) {
    if (!(x >= 0)) {
      throw new HeadroomException(ErrorCode.INVALID, "throughput is " + x + "; expected 0 or more");
    }
    if (x == 0) {
      return OptionalDouble.of(0);
    }
    double a = kappa * x;
    double b = x * (sigma - kappa) - lambda;
    double c = x * (1 - sigma);
    if (a == 0) {
      return b < 0 ? OptionalDouble.of(-c / b) : OptionalDouble.empty();
    }
    double root = b * b - 4 * a * c;
    if (root < 0 || b >= 0) {
      return OptionalDouble.empty();
    }
    // The stable form of the smaller root: nothing cancels.
    return OptionalDouble.of(2 * c / (-b + Math.sqrt(root)));
  }

  /// The mean response time at concurrency `n`, by Little's law, in the time unit of throughput.
  public double responseTime(double n) {
    return n / throughput(n);
  }
}
