package dev.headroom.slo;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.ServiceName;
import dev.headroom.stat.Sketch;
import java.util.List;

/// What is known of a route before it has an SLO.
///
/// @param operation the entry operation
/// @param customerFacing whether it is entered from outside, rather than only by other services
/// @param days the past, oldest first; at least one
public record RouteHistory(
    ServiceName service, String operation, Kind kind, boolean customerFacing, List<Day> days) {

  private static final double MONTH_MINUTES = 30 * 1_440;

  /// How it is entered.
  public enum Kind {
    /// A request whose caller waits for the answer.
    REQUEST,
    /// A message from a queue.
    MESSAGE,
    /// A connection or call that stays open, such as a gRPC stream.
    STREAM
  }

  /// One day.
  ///
  /// @param events entry spans, weighted by sampling
  /// @param failed those of them that failed
  /// @param activeMinutes minutes with at least one, 0 to `knownMinutes`
  /// @param knownMinutes minutes of which is known what happened: fewer than 1440 for the first day
  ///   and for the one that is not over
  /// @param durations of the entry spans, in nanoseconds
  public record Day(
      double events, double failed, double activeMinutes, double knownMinutes, Sketch durations) {
    public Day {
      if (!(events >= 0 && failed >= 0 && failed <= events)) {
        throw new HeadroomException(
            ErrorCode.INVALID,
            failed + " of " + events + " events failed; expected 0 <= failed <= events");
      }
      if (!(knownMinutes > 0 && activeMinutes <= knownMinutes)) {
        throw new HeadroomException(
            ErrorCode.INVALID,
            activeMinutes
                + " of "
                + knownMinutes
                + " minutes had events; expected 0 < knownMinutes, and not more with events");
      }
    }
  }

  public RouteHistory {
    days = List.copyOf(days);
    if (days.isEmpty()) {
      throw new HeadroomException(
          ErrorCode.INVALID, "days of '" + operation + "' is empty; expected one or more");
    }
  }

  double events() {
    return days.stream().mapToDouble(Day::events).sum();
  }

  double knownMinutes() {
    return days.stream().mapToDouble(Day::knownMinutes).sum();
  }

  /// Events of 30 days at this rate.
  double eventsOfMonth() {
    return events() / knownMinutes() * MONTH_MINUTES;
  }

  double activeShare() {
    return days.stream().mapToDouble(Day::activeMinutes).sum() / knownMinutes();
  }

  Sketch durations() {
    Sketch all = new Sketch();
    days.forEach(each -> all.merge(each.durations()));
    return all;
  }
}
