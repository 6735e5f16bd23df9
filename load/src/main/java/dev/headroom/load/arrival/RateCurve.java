package dev.headroom.load.arrival;

import java.util.ArrayList;
import java.util.List;

/// A rate over time made of straight pieces, with its integral and the inverse of that. Times are
/// seconds since the start, rates arrivals per second, the integral is a number of arrivals. The
/// last piece has no end and a rate that does not change. Immutable.
public final class RateCurve {
  private final Piece[] pieces;

  /// @param start seconds
  /// @param arrivals until the start
  /// @param rate at the start
  /// @param slope change of the rate per second
  private record Piece(double start, double arrivals, double rate, double slope) {
    double arrivalsUntil(double seconds) {
      double passed = seconds - start;
      return arrivals + passed * (rate + slope * passed / 2);
    }

    double secondsOf(double target) {
      double missing = target - arrivals;
      if (missing <= 0) {
        return start;
      }
      // The root of slope/2·t² + rate·t = missing in the form that does not cancel.
      double root = Math.sqrt(Math.max(0, rate * rate + 2 * slope * missing));
      return rate + root == 0 ? Double.POSITIVE_INFINITY : start + 2 * missing / (rate + root);
    }
  }

  private RateCurve(List<Piece> pieces) {
    this.pieces = pieces.toArray(Piece[]::new);
  }

  static RateCurve constant(double perSecond) {
    return builder().then(perSecond);
  }

  static Builder builder() {
    return new Builder();
  }

  /// Puts pieces together, in order.
  static final class Builder {
    private final List<Piece> pieces = new ArrayList<>();
    private double seconds;
    private double arrivals;

    /// Adds a piece of some length, at whose start and end the rates are these.
    Builder line(double length, double from, double to) {
      pieces.add(new Piece(seconds, arrivals, from, (to - from) / length));
      seconds += length;
      arrivals += length * (from + to) / 2;
      return this;
    }

    /// Adds the last piece.
    RateCurve then(double perSecond) {
      pieces.add(new Piece(seconds, arrivals, perSecond, 0));
      return new RateCurve(pieces);
    }
  }

  /// The rate at a time.
  public double rateAt(double seconds) {
    Piece piece = pieces[at(seconds)];
    return piece.rate + piece.slope * (seconds - piece.start);
  }

  /// How many arrivals there are until a time.
  public double arrivalsUntil(double seconds) {
    return pieces[at(seconds)].arrivalsUntil(seconds);
  }

  /// When so many arrivals have come; infinite when they never do.
  public double secondsOf(double arrivals) {
    int low = 0;
    int high = pieces.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (pieces[middle].arrivals <= arrivals) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return pieces[low].secondsOf(arrivals);
  }

  /// The highest rate between the start and a time.
  public double highestUntil(double seconds) {
    double highest = Math.max(rateAt(0), rateAt(seconds));
    for (int i = 1; i <= at(seconds); i++) {
      Piece before = pieces[i - 1];
      double ended = before.rate + before.slope * (pieces[i].start - before.start);
      highest = Math.max(highest, Math.max(pieces[i].rate, ended));
    }
    return highest;
  }

  /// This curve until a time, and another one, counted from that time, after it.
  RateCurve changedAt(double seconds, RateCurve then) {
    List<Piece> changed = new ArrayList<>();
    for (int i = 0; i <= at(seconds); i++) {
      changed.add(pieces[i]);
    }
    double arrivals = arrivalsUntil(seconds);
    for (Piece piece : then.pieces) {
      changed.add(
          new Piece(seconds + piece.start, arrivals + piece.arrivals, piece.rate, piece.slope));
    }
    return new RateCurve(changed);
  }

  private int at(double seconds) {
    int low = 0;
    int high = pieces.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (pieces[middle].start <= seconds) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
