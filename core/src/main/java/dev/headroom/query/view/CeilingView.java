package dev.headroom.query.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How far a route scales; see the documentation of limits.
///
/// @param window what it rests on
/// @param peakPerSecond the rate in the busy hour
/// @param limits what each resource allows, least first; in lists the least alone
/// @param headroom the least limit over the peak; null when there is none
/// @param headroomLow lower end of its 95 % interval
/// @param headroomHigh upper end
/// @param kneePerSecond from which rate response times grow faster than the rate
/// @param objective the rate at which the latency objective would break
/// @param runsOut when the trend of the traffic reaches the ceiling
/// @param undecided why something is not known, or what is in doubt; one sentence each
public record CeilingView(
    WindowView window,
    double peakPerSecond,
    List<Limit> limits,
    @Nullable Double headroom,
    @Nullable Double headroomLow,
    @Nullable Double headroomHigh,
    @Nullable Double kneePerSecond,
    @Nullable ObjectiveLimit objective,
    @Nullable RunOut runsOut,
    List<String> undecided) {
  public CeilingView {
    limits = List.copyOf(limits);
    undecided = List.copyOf(undecided);
    Valid.amount("peakPerSecond", peakPerSecond);
    Valid.amount("headroom", headroom);
    Valid.amount("kneePerSecond", kneePerSecond);
  }

  /// The resource that binds first; null when no ceiling is known.
  public @Nullable Limit binding() {
    return limits.isEmpty() ? null : limits.getFirst();
  }

  /// @param kind `CPU`, `CONNECTION_POOL`, `THREADS`, `LOCK`, `DOWNSTREAM` or `DATABASE`
  /// @param node where it is: a service, or a database or peer seen through its callers
  /// @param name tells it from others of its kind at the node; may be empty
  /// @param title in words, e.g. `connection pool orders-db of orders`
  /// @param servers how many work side by side
  /// @param demandSeconds busy time of one of them that a request takes at the ceiling; null when
  ///   it cannot be told from that of other routes
  /// @param perSecond the rate of the route at which the resource is full
  /// @param low lower end of its 95 % interval
  /// @param high upper end
  /// @param peakUtilization in the busy hour
  /// @param saturated whether waiting was seen
  /// @param formula how it was worked out, with the inputs
  public record Limit(
      String kind,
      String node,
      String name,
      String title,
      double servers,
      @Nullable Double demandSeconds,
      double perSecond,
      double low,
      double high,
      double peakUtilization,
      boolean saturated,
      String formula) {
    public Limit {
      Valid.amount("demandSeconds", demandSeconds);
      Valid.amount("perSecond", perSecond);
      Valid.share("peakUtilization", peakUtilization);
    }
  }

  /// @param slo its name
  /// @param quantile the share of requests that must be in time
  public record ObjectiveLimit(String slo, double quantile, long thresholdNanos, double perSecond) {
    public ObjectiveLimit {
      Valid.share("quantile", quantile);
      Valid.amount("perSecond", perSecond);
    }
  }

  /// @param latest of its 95 % interval; null when it may never be reached
  public record RunOut(Instant at, Instant earliest, @Nullable Instant latest) {}
}
