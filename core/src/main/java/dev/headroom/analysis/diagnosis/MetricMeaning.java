package dev.headroom.analysis.diagnosis;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a metric measures, guessed from the words of its name and its unit. The first rule that
/// matches counts; docs/diagnosis.md has the table.
public final class MetricMeaning {
  private static final Pattern WORDS = Pattern.compile("(?<=[a-z])(?=[A-Z])|[^A-Za-z0-9]+");
  private static final Set<String> TIMES =
      Set.of("s", "ms", "us", "µs", "ns", "seconds", "milliseconds");

  private record Rule(Signal signal, Set<String> words) {}

  private static final List<Rule> RULES =
      List.of(
          new Rule(Signal.CPU, Set.of("cpu", "throttled", "throttling")),
          new Rule(Signal.MEMORY, Set.of("memory", "mem", "heap", "rss", "swap", "oom")),
          new Rule(
              Signal.DISK, Set.of("disk", "diskio", "filesystem", "fs", "iops", "blkio", "io")),
          new Rule(
              Signal.NETWORK,
              Set.of(
                  "network",
                  "net",
                  "socket",
                  "sockets",
                  "tcp",
                  "packets",
                  "rx",
                  "tx",
                  "receive",
                  "transmit",
                  "bandwidth")),
          new Rule(
              Signal.OTHER, Set.of("client", "gc", "pool", "thread", "threads", "queue", "lag")),
          new Rule(Signal.AVAILABILITY, Set.of("availability", "success", "successes", "uptime")),
          new Rule(
              Signal.LATENCY,
              Set.of("latency", "duration", "lat", "rtt", "latencies", "durations")),
          new Rule(
              Signal.ERRORS,
              Set.of(
                  "error",
                  "errors",
                  "err",
                  "fault",
                  "faults",
                  "failure",
                  "failures",
                  "failed",
                  "5xx",
                  "exceptions",
                  "exception")),
          new Rule(
              Signal.REQUESTS,
              Set.of(
                  "requests",
                  "request",
                  "calls",
                  "throughput",
                  "rps",
                  "qps",
                  "tps",
                  "hits",
                  "traffic",
                  "workload",
                  "load",
                  "invocations",
                  "count",
                  "rate")));

  private MetricMeaning() {}

  public static Signal of(String name, String unit) {
    Set<String> words =
        WORDS
            .splitAsStream(name)
            .map(word -> word.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    boolean timed =
        words.contains("time") && (words.contains("response") || words.contains("service"));
    if (timed || (words.contains("request") && TIMES.contains(unit))) {
      return Signal.LATENCY;
    }
    for (Rule rule : RULES) {
      if (rule.words().stream().anyMatch(words::contains)) {
        return rule.signal();
      }
    }
    return Signal.OTHER;
  }

  /// `Average`, `avg` and `mean` are `average`; `0.95`, `95` and `P95` are `p95`.
  public static String statistic(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    if (Set.of("avg", "mean").contains(lower)) {
      return "average";
    }
    if (Set.of("median", "p50", "0.5", "50").contains(lower)) {
      return "p50";
    }
    if (lower.matches("0?\\.\\d+")) {
      return "p" + trimmed(100 * Double.parseDouble(lower));
    }
    return lower.matches("\\d{2}(\\.\\d+)?") ? "p" + lower : lower;
  }

  private static String trimmed(double percent) {
    double rounded = Math.round(percent * 1000) / 1000.0;
    return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
  }
}
