package dev.headroom.query.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A service's throughput against its concurrency, and what curve explains it.
///
/// @param levels ascending by concurrency
/// @param kinds curves that explain the levels about equally well, best first: `LINEAR`, `AMDAHL`,
///   `CEILING`, `SMOOTH_CEILING`, `USL`
/// @param law the Universal Scalability Law fitted to the levels; null when it was not fitted
/// @param curve throughput at concurrencies up to 1.25 times the largest seen, by the law; empty
///   without it
/// @param ceilingPerSecond null when it cannot be told
/// @param undecided why there is none; empty when there is one
public record ScalabilityView(
    List<Level> levels,
    List<String> kinds,
    @Nullable Law law,
    List<Level> curve,
    @Nullable Double ceilingPerSecond,
    String undecided) {
  public ScalabilityView {
    levels = List.copyOf(levels);
    kinds = List.copyOf(kinds);
    curve = List.copyOf(curve);
    Valid.amount("ceilingPerSecond", ceilingPerSecond);
  }

  /// @param inFlight requests under way
  public record Level(double inFlight, double perSecond) {
    public Level {
      Valid.amount("inFlight", inFlight);
      Valid.amount("perSecond", perSecond);
    }
  }

  /// @param lambda throughput of one request alone
  /// @param sigma contention
  /// @param kappa coherency
  /// @param peakInFlight where throughput is greatest; null when it never falls
  public record Law(double lambda, double sigma, double kappa, @Nullable Double peakInFlight) {}
}
