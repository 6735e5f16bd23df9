package dev.headroom.load.model;

import dev.headroom.stat.QueueSimulation;
import dev.headroom.stat.Queueing;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/// The target as `c` equal servers with one queue and Poisson arrivals: the service times are the
/// response times far below the ceiling, the number of servers what its capacity makes of them.
///
/// Waits follow Allen and Cunneen, or a simulation where service times vary too much for formulas
/// ([Queueing#MOST_VARIATION]).
///
/// @param servers how many
/// @param serviceSeconds mean service time
/// @param variation coefficient of variation of service times
/// @param formula how waits are worked out
public record QueueModel(
    int servers, double serviceSeconds, double variation, Formula formula, List<Double> service) {
  private static final int STEPS = 60;
  private static final int CUSTOMERS = 200_000;

  /// How waits are worked out.
  public enum Formula {
    /// Exactly, as service times look exponential.
    MARKOV,
    /// By the approximation of Allen and Cunneen.
    ALLEN_CUNNEEN,
    /// By simulation with the service times that were measured.
    SIMULATION
  }

  public QueueModel {
    service = List.copyOf(service);
  }

  /// @param service equally likely service times, not empty
  /// @param capacity requests per second that the target completes when it has more than enough
  static QueueModel of(List<Duration> service, double capacity) {
    double[] seconds = service.stream().mapToDouble(t -> t.toNanos() / 1e9).toArray();
    double mean = Arrays.stream(seconds).average().orElseThrow();
    double squares = Arrays.stream(seconds).map(s -> (s - mean) * (s - mean)).average().orElse(0);
    double variation = Math.sqrt(squares) / mean;
    int servers = Math.max(1, (int) Math.round(capacity * mean));
    // The capacity is known better than the mean of a slow step, and it is what queues depend on.
    double scale = servers / capacity / mean;
    return new QueueModel(
        servers,
        servers / capacity,
        variation,
        formula(variation),
        Arrays.stream(seconds).map(s -> s * scale).boxed().toList());
  }

  private static Formula formula(double variation) {
    if (variation > Queueing.MOST_VARIATION) {
      return Formula.SIMULATION;
    }
    return Math.abs(variation - 1) < 0.1 ? Formula.MARKOV : Formula.ALLEN_CUNNEEN;
  }

  /// Requests per second that the servers complete at most.
  public double capacity() {
    return servers / serviceSeconds;
  }

  /// The response time within which a share of the requests is answered at a rate; infinite from
  /// full load on.
  public double quantileSeconds(double ratePerSecond, double quantile) {
    if (ratePerSecond >= capacity()) {
      return Double.POSITIVE_INFINITY;
    }
    Tail tail = tail(ratePerSecond);
    double high = serviceSeconds;
    while (tail.above(high) > 1 - quantile && high < 1e6 * serviceSeconds) {
      high *= 2;
    }
    double low = 0;
    for (int step = 0; step < STEPS; step++) {
      double middle = (low + high) / 2;
      if (tail.above(middle) > 1 - quantile) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /// The share of requests whose response time is longer.
  private interface Tail {
    double above(double seconds);
  }

  private Tail tail(double rate) {
    return switch (formula) {
      case MARKOV -> t -> Queueing.responseTail(servers, rate, serviceSeconds, t);
      case ALLEN_CUNNEEN ->
          t -> mean(s -> Queueing.waitTail(servers, rate, serviceSeconds, 1, variation, t - s));
      case SIMULATION -> {
        double[] waits =
            new QueueSimulation(
                    servers, service.stream().mapToDouble(Double::doubleValue).toArray(), CUSTOMERS)
                .waits(rate);
        Arrays.sort(waits);
        yield t -> mean(s -> above(waits, t - s));
      }
    };
  }

  private double mean(DoubleUnaryOperator share) {
    return service.stream().mapToDouble(share::applyAsDouble).average().orElse(0);
  }

  private static double above(double[] ascending, double seconds) {
    if (seconds < 0) {
      return 1;
    }
    int at = Arrays.binarySearch(ascending, seconds);
    int below = at >= 0 ? at + 1 : -at - 1;
    return 1 - (double) below / ascending.length;
  }
}
