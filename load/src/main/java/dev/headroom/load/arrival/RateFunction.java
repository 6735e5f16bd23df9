package dev.headroom.load.arrival;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.time.Duration;
import java.util.List;

/// Arrivals per second as a function of the time since the start of a run.
public sealed interface RateFunction {

  /// The function, piece by piece.
  RateCurve curve();

  /// The same rate for ever.
  record Constant(double perSecond) implements RateFunction {
    public Constant {
      checkRate("rate", perSecond);
    }

    @Override
    public RateCurve curve() {
      return RateCurve.constant(perSecond);
    }
  }

  /// From one rate to another in a straight line, then the latter for ever.
  record Ramp(double fromPerSecond, double toPerSecond, Duration over) implements RateFunction {
    public Ramp {
      checkRate("ramp's first rate", fromPerSecond);
      checkRate("ramp's last rate", toPerSecond);
      checkLength("ramp's length", over);
    }

    @Override
    public RateCurve curve() {
      return RateCurve.builder().line(seconds(over), fromPerSecond, toPerSecond).then(toPerSecond);
    }
  }

  /// One rate after the other, each for the same time; the last one for ever.
  record Stairs(List<Double> perSecond, Duration each) implements RateFunction {
    public Stairs {
      perSecond = List.copyOf(perSecond);
      if (perSecond.isEmpty()) {
        throw wrong("steps", perSecond, "at least one rate, e.g. 100,200,300");
      }
      perSecond.forEach(rate -> checkRate("steps", rate));
      checkLength("length of a step", each);
    }

    @Override
    public RateCurve curve() {
      RateCurve.Builder curve = RateCurve.builder();
      perSecond.forEach(rate -> curve.line(seconds(each), rate, rate));
      return curve.then(perSecond.getLast());
    }
  }

  /// A recorded traffic at a multiple of its rate: points in equal distance, straight lines between
  /// them, the last one for ever.
  record Recorded(List<Double> perSecond, Duration between, double factor) implements RateFunction {
    public Recorded {
      perSecond = List.copyOf(perSecond);
      if (perSecond.size() < 2) {
        throw wrong("recorded rates", perSecond, "at least two");
      }
      perSecond.forEach(rate -> checkRate("recorded rate", rate));
      checkLength("time between recorded rates", between);
      if (!(factor > 0 && factor < Double.POSITIVE_INFINITY)) {
        throw wrong("factor", factor, "a number above 0");
      }
    }

    @Override
    public RateCurve curve() {
      RateCurve.Builder curve = RateCurve.builder();
      for (int i = 1; i < perSecond.size(); i++) {
        curve.line(seconds(between), factor * perSecond.get(i - 1), factor * perSecond.get(i));
      }
      return curve.then(factor * perSecond.getLast());
    }
  }

  /// The first rate of another function for a while, and then that function from its start: what a
  /// warm-up leaves out is then nothing of its shape.
  record After(Duration warmUp, RateFunction then) implements RateFunction {
    @Override
    public RateCurve curve() {
      RateCurve curve = then.curve();
      return warmUp.isZero()
          ? curve
          : RateCurve.constant(curve.rateAt(0)).changedAt(seconds(warmUp), curve);
    }
  }

  private static void checkRate(String what, double perSecond) {
    if (!(perSecond >= 0 && perSecond < Double.POSITIVE_INFINITY)) {
      throw wrong(what, perSecond, "requests per second, e.g. 200");
    }
  }

  private static void checkLength(String what, Duration length) {
    if (!length.isPositive()) {
      throw wrong(what, length, "more than no time, e.g. 30s");
    }
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static HeadroomException wrong(String what, Object value, String expected) {
    return new HeadroomException(
        ErrorCode.INVALID, what + " is " + value + "; expected " + expected);
  }
}
