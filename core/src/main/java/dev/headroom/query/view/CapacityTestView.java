package dev.headroom.query.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One load test.
///
/// @param details what else there is to say, a sentence each
/// @param doubts what makes the numbers doubtful or void, a sentence each
/// @param loads that were held, in the order they were
/// @param scalability throughput against requests in flight over the loads that say something
/// @param against null when the test stands for no route
/// @param command how to repeat it; may be empty
/// @param document whether the whole result was sent too
public record CapacityTestView(
    CapacityTestRow test,
    List<String> details,
    List<String> doubts,
    List<Load> loads,
    ScalabilityView scalability,
    @Nullable AgainstProduction against,
    String command,
    boolean document) {
  public CapacityTestView {
    details = List.copyOf(details);
    doubts = List.copyOf(doubts);
    loads = List.copyOf(loads);
  }

  /// A load that was held.
  ///
  /// @param ratePerSecond offered
  /// @param lengthSeconds what was measured, without warm-up
  /// @param throughputPerSecond completed while the load was on
  /// @param inFlight mean number of requests in flight
  /// @param p50Nanos from the intended start; null when nothing was answered
  /// @param p99Nanos likewise
  /// @param failedShare failed over ended
  /// @param verdict `HOLDS`, `BREAKS`, `OVERLOADED`, `UNDECIDED` or `VOID`; null when nobody judged
  ///   it
  public record Load(
      double ratePerSecond,
      double lengthSeconds,
      double throughputPerSecond,
      double inFlight,
      @Nullable Long p50Nanos,
      @Nullable Long p99Nanos,
      double failedShare,
      @Nullable String verdict) {
    public Load {
      Valid.amount("ratePerSecond", ratePerSecond);
      Valid.amount("lengthSeconds", lengthSeconds);
      Valid.amount("throughputPerSecond", throughputPerSecond);
      Valid.amount("inFlight", inFlight);
      Valid.share("failedShare", failedShare);
    }
  }
}
