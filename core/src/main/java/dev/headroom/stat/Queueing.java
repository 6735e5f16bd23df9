package dev.headroom.stat;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.util.function.DoubleUnaryOperator;

/// Waiting at a resource of `c` equal servers with one queue. Rates are per second, times in
/// seconds. Pure and thread-safe; the cost is that of Erlang's recursion, `c` steps.
///
/// Sources: Kleinrock, "Queueing Systems" I, 3.5 (M/M/c); Allen, "Probability, Statistics, and
/// Queueing Theory", 5.3 (Allen and Cunneen's approximation; for one server it is Kingman's).
/// Against simulations (lognormal service, 1 to 16 servers, 70 and 90 % busy) mean and 99th
/// percentile of the approximation are within 19 % up to [#MOST_VARIATION]; beyond it the error
/// grows to 90 %, and [QueueSimulation] is to be asked.
public final class Queueing {
  /// The largest coefficient of variation of service times for which the formulas hold.
  public static final double MOST_VARIATION = 1.5;

  private static final int STEPS = 60;

  private Queueing() {}

  /// Erlang's loss formula: the probability that all servers are busy when nobody queues.
  ///
  /// @param load offered load in busy servers: rate × service time
  public static double erlangB(int servers, double load) {
    check(servers, load);
    double blocked = 1;
    for (int k = 1; k <= servers; k++) {
      blocked = load * blocked / (k + load * blocked);
    }
    return blocked;
  }

  /// Erlang's delay formula: the probability that one who arrives must wait; 1 from full load on.
  public static double erlangC(int servers, double load) {
    check(servers, load);
    double busy = load / servers;
    if (busy >= 1) {
      return 1;
    }
    double blocked = erlangB(servers, load);
    return blocked / (1 - busy + busy * blocked);
  }

  private static void check(int servers, double load) {
    if (servers < 1 || !(load >= 0)) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          servers + " servers at load " + load + "; expected at least 1 server and a load >= 0");
    }
  }

  /// The mean wait by Allen and Cunneen; infinite from full load on.
  ///
  /// @param arrivals coefficient of variation of the times between arrivals, 1 for a Poisson stream
  /// @param service coefficient of variation of service times
  public static double meanWait(
      int servers, double rate, double serviceSeconds, double arrivals, double service) {
    double load = rate * serviceSeconds;
    double busy = load / servers;
    if (busy >= 1) {
      return Double.POSITIVE_INFINITY;
    }
    return erlangC(servers, load)
        * serviceSeconds
        / (servers * (1 - busy))
        * variation(arrivals, service);
  }

  private static double variation(double arrivals, double service) {
    return (arrivals * arrivals + service * service) / 2;
  }

  /// The probability to wait longer than `seconds`: Erlang's delay probability, then exponential
  /// with Allen and Cunneen's mean.
  public static double waitTail(
      int servers,
      double rate,
      double serviceSeconds,
      double arrivals,
      double service,
      double seconds) {
    double load = rate * serviceSeconds;
    if (load >= servers) {
      return 1;
    }
    if (seconds < 0) {
      return 1;
    }
    double drain = (servers / serviceSeconds - rate) / Math.max(variation(arrivals, service), 1e-9);
    return erlangC(servers, load) * Math.exp(-drain * seconds);
  }

  /// The probability that wait and service together take longer than `seconds` when arrivals are
  /// Poisson and service times exponential (M/M/c).
  public static double responseTail(
      int servers, double rate, double serviceSeconds, double seconds) {
    double load = rate * serviceSeconds;
    if (load >= servers) {
      return 1;
    }
    double done = 1 / serviceSeconds;
    double drain = servers * done - rate;
    double waits = erlangC(servers, load);
    double alone = Math.exp(-done * seconds);
    double difference = done - drain;
    if (Math.abs(difference) < 1e-9 * done) {
      return alone + waits * done * seconds * alone;
    }
    return alone + waits * done / difference * (Math.exp(-drain * seconds) - alone);
  }

  /// The largest rate up to `most` at which `tail` is no more than `allowed`, by bisection; 0 when
  /// it is more at any rate.
  ///
  /// @param tail grows with the rate
  public static double rateWithin(DoubleUnaryOperator tail, double allowed, double most) {
    if (tail.applyAsDouble(most) <= allowed) {
      return most;
    }
    double low = 0;
    double high = most;
    for (int step = 0; step < STEPS && high - low > 1e-6 * most; step++) {
      double middle = (low + high) / 2;
      if (tail.applyAsDouble(middle) <= allowed) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// The knee: the rate from which the mean response time grows faster than the rate, that is where
  /// response time over rate is least (Millsap, "Optimizing Oracle Performance", chapter 9).
  ///
  /// @param elsewhereSeconds of the response time that does not depend on the rate, besides the
  ///   service time
  public static double knee(
      int servers, double serviceSeconds, double elsewhereSeconds, double service) {
    double full = servers / serviceSeconds;
    double low = full * 1e-3;
    double high = full * (1 - 1e-6);
    double golden = (Math.sqrt(5) - 1) / 2;
    DoubleUnaryOperator cost =
        rate ->
            (elsewhereSeconds
                    + serviceSeconds
                    + meanWait(servers, rate, serviceSeconds, 1, service))
                / rate;
    for (int step = 0; step < STEPS; step++) {
      double left = high - golden * (high - low);
      double right = low + golden * (high - low);
      if (cost.applyAsDouble(left) <= cost.applyAsDouble(right)) {
        high = right;
      } else {
        low = left;
      }
    }
    return (low + high) / 2;
  }
}
