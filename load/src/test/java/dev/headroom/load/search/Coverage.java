package dev.headroom.load.search;

import dev.headroom.load.run.StepRequest;
import dev.headroom.load.search.SimulatedQueue.Service;
import dev.headroom.stat.Queueing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Searches the ceiling of many queues whose true one is known. Its `main` prints a table; the test
/// runs a short version.
final class Coverage {
  /// A queue with a known ceiling.
  ///
  /// @param truth the rate at which just as many requests are slow as are allowed
  record Known(
      String name, int servers, Service service, LatencyObjective objective, double truth) {}

  /// What a search said of it.
  record Outcome(Known known, SearchAnswer answer) {
    boolean covered() {
      return answer.interval() != null
          && answer.interval().low() <= known.truth()
          && known.truth() <= answer.interval().high();
    }

    double error() {
      return answer.perSecond() == null ? 1 : answer.perSecond() / known.truth() - 1;
    }
  }

  private Coverage() {}

  /// M/M/c: the truth is Erlang's formula.
  static List<Known> markovian() {
    List<Known> all = new ArrayList<>();
    int[] servers = {1, 2, 4, 8, 16, 32};
    double[] means = {0.005, 0.02};
    double[] factors = {8, 20};
    for (int c : servers) {
      for (double mean : means) {
        for (double factor : factors) {
          LatencyObjective objective =
              new LatencyObjective(0.99, Duration.ofNanos(Math.round(mean * factor * 1e9)));
          double truth =
              Queueing.rateWithin(
                  rate -> Queueing.responseTail(c, rate, mean, mean * factor),
                  0.01,
                  c / mean * 0.99999);
          all.add(
              new Known(
                  "M/M/%d s=%.0f ms T=%.0f s".formatted(c, mean * 1e3, factor),
                  c,
                  Service.exponential(mean),
                  objective,
                  truth));
        }
      }
    }
    return all;
  }

  /// Servers, coefficient of variation of the service times (0 is constant, others are lognormal),
  /// threshold over the mean service time of 10 ms, and the ceiling in requests per second by
  /// `truth` with a million requests.
  private static final double[][] GENERAL = {
    {1, 0.0, 12, 81.3},
    {1, 0.0, 25, 91.2},
    {1, 0.5, 12, 76.3},
    {1, 0.5, 25, 88.4},
    {1, 1.4, 12, 32.6},
    {1, 1.4, 25, 68.1},
    {1, 2.0, 12, 20.1},
    {1, 2.0, 25, 40.2},
    {4, 0.0, 12, 383.1},
    {4, 0.0, 25, 392.4},
    {4, 0.5, 12, 375.6},
    {4, 0.5, 25, 390.5},
    {4, 1.4, 12, 333.7},
    {4, 1.4, 25, 372.4},
    {4, 2.0, 12, 283.8},
    {4, 2.0, 25, 348.1},
    {16, 0.0, 12, 1584.7},
    {16, 0.0, 25, 1594.7},
    {16, 0.5, 12, 1579.7},
    {16, 0.5, 25, 1592.2},
    {16, 1.4, 12, 1539.7},
    {16, 1.4, 25, 1574.7},
    {16, 2.0, 12, 1479.8},
    {16, 2.0, 25, 1557.2}
  };

  /// M/G/c: the truth is a long simulation, done once.
  static List<Known> general() {
    double mean = 0.01;
    List<Known> all = new ArrayList<>();
    for (double[] row : GENERAL) {
      int servers = (int) row[0];
      all.add(
          new Known(
              "M/G/%d cs=%.1f T=%.0f s".formatted(servers, row[1], row[2]),
              servers,
              row[1] == 0 ? Service.constant(mean) : Service.lognormal(mean, row[1]),
              new LatencyObjective(0.99, Duration.ofNanos(Math.round(mean * row[2] * 1e9))),
              row[3]));
    }
    return all;
  }

  /// The ceiling by bisection on long simulations of one seed.
  static double truth(
      int servers, Service service, LatencyObjective objective, double mean, int requests) {
    double low = 0.2 * servers / mean;
    double high = 0.999 * servers / mean;
    for (int i = 0; i < 9; i++) {
      double rate = (low + high) / 2;
      Duration length = Duration.ofMillis(Math.round(requests / rate * 1e3));
      SimulatedQueue queue = new SimulatedQueue(servers, service, 99);
      SlowShare share =
          SlowShare.of(
              queue
                  .hold(new StepRequest(rate, Duration.ofSeconds(5), length, objective.threshold()))
                  .slices());
      if (share.share() > objective.allowed()) {
        high = rate;
      } else {
        low = rate;
      }
    }
    return (low + high) / 2;
  }

  static Outcome search(Known known, Duration budget, long seed) {
    SimulatedQueue queue = new SimulatedQueue(known.servers(), known.service(), seed);
    SearchSettings settings = SearchSettings.of(10, 1e6, budget);
    try {
      return new Outcome(
          known, new CeilingSearch(queue, known.objective(), settings, _ -> {}).run());
    } catch (InterruptedException e) {
      throw new IllegalStateException("a simulation is not interrupted", e);
    }
  }

  private static void print(JudgedStep step) {
    System.out.printf(
        Locale.ROOT,
        "   %8.1f/s %4d+%4d ms %8d requests %7.4f slow (%7.4f to %7.4f) %s %s%n",
        step.ratePerSecond(),
        step.warmUp().toMillis(),
        step.length().toMillis(),
        step.offered(),
        step.slowShare(),
        step.slowInterval().low(),
        step.slowInterval().high(),
        step.verdict(),
        step.reason());
  }

  /// @param args budget in minutes, seeds, and what the name of a queue begins with whose steps are
  ///   printed
  public static void main(String[] args) {
    Duration budget = Duration.ofMinutes(Long.parseLong(args[0]));
    int seeds = Integer.parseInt(args[1]);
    List<Known> all = new ArrayList<>(markovian());
    all.addAll(general());
    int covered = 0;
    int within = 0;
    int searches = 0;
    for (Known known : all) {
      for (int seed = 1; seed <= seeds; seed++) {
        Outcome outcome = search(known, budget, seed);
        searches++;
        covered += outcome.covered() ? 1 : 0;
        within += Math.abs(outcome.error()) <= 0.05 ? 1 : 0;
        SearchAnswer answer = outcome.answer();
        System.out.printf(
            Locale.ROOT,
            "%-24s truth %8.1f found %8.1f (%8.1f to %8.1f) %+5.1f%% %s %s %d steps %.0f s %s%n",
            known.name(),
            known.truth(),
            answer.perSecond(),
            answer.interval() == null ? 0 : answer.interval().low(),
            answer.interval() == null ? 0 : answer.interval().high(),
            outcome.error() * 100,
            outcome.covered() ? "in " : "OUT",
            answer.ending(),
            answer.steps().size(),
            answer.loadTime().toMillis() / 1e3,
            answer.capacity());
        if (args.length > 2 && known.name().startsWith(args[2])) {
          answer.steps().forEach(Coverage::print);
        }
      }
    }
    System.out.printf("%d searches, %d covered, %d within 5 %%%n", searches, covered, within);
  }
}
