package dev.headroom.analysis.memory;

import dev.headroom.analysis.Analysis;
import dev.headroom.analysis.AnalysisSpec;
import dev.headroom.analysis.Grid;
import dev.headroom.analysis.Load;
import dev.headroom.analysis.Load.OperationLoad;
import dev.headroom.analysis.Metrics;
import dev.headroom.analysis.ModelView;
import dev.headroom.analysis.PlainNumbers;
import dev.headroom.analysis.Words;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.finding.Coverage;
import dev.headroom.finding.Evidence;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Impact;
import dev.headroom.finding.Remedy;
import dev.headroom.finding.Remedy.Level;
import dev.headroom.finding.Severity;
import dev.headroom.finding.Subject;
import dev.headroom.stat.Ranks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Finds heaps on which more and more stays alive.
///
/// What collections of the old generation left is followed since the start of the process (where it
/// is not told: the least that was in use, which also holds garbage of the old generation, so it
/// counts only near the limit, where that is collected). It must rise steadily, without levelling
/// off, by a real part of the limit, faster than the load explains, and reach the limit within two
/// weeks. The window is looked at in minutes, the history before it in hours.
public final class MemoryLeak implements Analysis {
  /// What was added must be this part of the limit.
  static final double GROWTH_SHARE = 0.1;

  /// Without a limit, what was added must be at least this and half of what there was.
  static final double GROWTH_BYTES = 64.0 * (1 << 20);

  /// Of all pairs of blocks, so many more must rise than fall.
  static final double TAU = 0.6;

  /// The last half must rise at least so fast, compared with the whole.
  static final double LATE_SHARE = 0.4;

  /// The limit must be in reach within this time.
  static final Duration HORIZON = Duration.ofDays(14);

  /// From this part of the limit on, a rise that is only seen in what is in use counts: below it,
  /// collectors let the garbage of the old generation lie (G1 begins at 45 %, the serial one when
  /// it is full), and every healthy heap rises so.
  static final double NEAR_LIMIT = 0.7;

  /// Slices with load that the comparison with the load needs.
  private static final int LOAD_SLICES_MIN = 10;

  private static final AnalysisSpec SPEC =
      new AnalysisSpec(
          "memory-leak",
          "Memory is not given back",
          "What stays alive on the heap rises steadily since the start of the process; tells when"
              + " the limit is reached.");

  @Override
  public AnalysisSpec spec() {
    return SPEC;
  }

  @Override
  public List<Finding> analyze(ModelView view) {
    Map<ServiceName, List<Leak>> leaks = new TreeMap<>();
    Map<ServiceName, Finding> full = new TreeMap<>();
    find(view, view.window(), Grid.MINUTE, leaks, full);
    TimeWindow longer = new TimeWindow(view.history().from(), view.window().to());
    if (longer.length().compareTo(view.window().length().multipliedBy(2)) >= 0) {
      find(view, longer, Duration.ofHours(1).toSeconds(), leaks, full);
    }
    List<Finding> findings = new ArrayList<>();
    leaks.forEach((service, found) -> findings.add(finding(service, found)));
    full.keySet().removeAll(leaks.keySet());
    findings.addAll(full.values());
    return findings;
  }

  /// A heap that grows, on the grid on which that was seen.
  private record Leak(HeapTrend trend, Grid grid, double perRequest) {
    double left() {
      double left = trend.secondsLeft();
      return Double.isNaN(left) ? Double.POSITIVE_INFINITY : left;
    }
  }

  /// @param full takes the heaps that were full within the view's window
  private static void find(
      ModelView view,
      TimeWindow window,
      long step,
      Map<ServiceName, List<Leak>> into,
      Map<ServiceName, Finding> full) {
    Map<ServiceName, List<HeapTrend>> growing = new TreeMap<>();
    Set<String> names = Set.of(HeapHistory.USED, HeapHistory.AFTER, HeapHistory.LIMIT);
    for (Metrics metrics : Metrics.parts(view, window, step, names)) {
      for (ServiceName service : metrics.services()) {
        if (into.containsKey(service)) {
          continue;
        }
        Collection<HeapHistory> heaps = HeapHistory.of(metrics, service).values();
        List<HeapTrend> trends = growing(heaps, metrics.grid());
        if (!trends.isEmpty()) {
          growing.put(service, trends);
        }
        HeapFull longest = step == Grid.MINUTE ? HeapFull.longest(heaps) : null;
        if (longest != null) {
          full.put(service, longest.finding(SPEC.id(), service, metrics.grid()));
        }
      }
    }
    if (growing.isEmpty()) {
      return;
    }
    Load load = step == Grid.MINUTE ? Load.minutes(view) : Load.read(view, window, step);
    growing.forEach((service, trends) -> {
      List<Leak> leaks = leaks(trends, load.whole(service), load.grid());
      if (!leaks.isEmpty()) {
        into.put(service, leaks);
      }
    });
  }

  private static List<HeapTrend> growing(Collection<HeapHistory> heaps, Grid grid) {
    List<HeapTrend> growing = new ArrayList<>();
    for (HeapHistory heap : heaps) {
      HeapTrend trend = HeapTrend.of(heap, grid);
      if (trend != null && grows(trend)) {
        growing.add(trend);
      }
    }
    return growing;
  }

  private static List<Leak> leaks(List<HeapTrend> trends, OperationLoad requests, Grid grid) {
    return trends.stream()
        .filter(trend -> !follows(trend, requests))
        .map(trend -> new Leak(trend, grid, perRequest(trend, requests)))
        .toList();
  }

  private static boolean grows(HeapTrend trend) {
    double limit = trend.heap().limit();
    boolean real =
        Double.isNaN(limit)
            ? trend.growth() >= GROWTH_BYTES
                && trend.growth() >= 0.5 * (trend.level() - trend.growth())
            : trend.growth() >= GROWTH_SHARE * limit;
    return real
        && sure(trend)
        && trend.slopeLow() > 0
        && trend.tau() >= TAU
        && trend.lateShare() >= LATE_SHARE
        && !(trend.secondsLeft() > HORIZON.toSeconds());
  }

  /// Whether what is alive goes with the load rather than with the time.
  private static boolean follows(HeapTrend trend, OperationLoad requests) {
    List<double[]> pairs = new ArrayList<>();
    double[] alive = trend.heap().alive();
    for (int i = trend.from(); i < alive.length; i++) {
      if (!Double.isNaN(alive[i]) && requests.count()[i] > 0) {
        pairs.add(new double[] {alive[i], requests.count()[i], i});
      }
    }
    if (pairs.size() < LOAD_SLICES_MIN) {
      return false;
    }
    double[] level = column(pairs, 0);
    double byLoad = Ranks.correlation(level, column(pairs, 1));
    double byTime = Ranks.correlation(level, column(pairs, 2));
    return byLoad >= byTime;
  }

  private static double[] column(List<double[]> rows, int column) {
    return rows.stream().mapToDouble(row -> row[column]).toArray();
  }

  /// Bytes that a request of the service leaves behind; NaN when requests are not known.
  private static double perRequest(HeapTrend trend, OperationLoad requests) {
    double count = 0;
    for (int i = trend.from(); i < requests.count().length; i++) {
      count += requests.count()[i];
    }
    return count > 0 ? trend.growth() / count : Double.NaN;
  }

  private static Finding finding(ServiceName service, List<Leak> leaks) {
    Leak worst = leaks.stream().min(Comparator.comparingDouble(Leak::left)).orElseThrow();
    HeapTrend trend = worst.trend();
    return new Finding(
        SPEC.id(),
        Subject.of(service),
        claim(service, leaks.size(), worst),
        severity(trend),
        confidence(trend),
        Impact.UNKNOWN,
        evidence(leaks, worst),
        List.of(
            new Remedy(
                "Take a heap dump of an old instance and one of a fresh one and compare what keeps"
                    + " the most memory; bound the collection or cache that grows.",
                Level.MEDIUM,
                Level.LOW,
                List.of()),
            new Remedy(
                "Until that is mended, restart the instances one by one before "
                    + Words.seconds(trend.left(trend.slopeHigh()))
                    + " have passed.",
                Level.LOW,
                Level.LOW,
                List.of())),
        rule(trend),
        "The claim is wrong if what is alive levels off below the limit, for instance when a cache"
            + " that fills slowly is full, or falls back after a full collection.",
        new Coverage(
            worst.grid().window(trend.from(), worst.grid().size()),
            Math.round(trend.seconds() / worst.grid().step()),
            worst.grid().step() == Grid.MINUTE
                ? "minutes since the start"
                : "hours since the start",
            1));
  }

  private static String claim(ServiceName service, int instances, Leak leak) {
    HeapTrend trend = leak.trend();
    String claim =
        (instances == 1 ? "The heap" : "The heaps of " + instances + " instances")
            + " of "
            + service
            + " keep"
            + (instances == 1 ? "s " : " ")
            + Words.bytes(trend.slope() * 3_600)
            + " more every hour";
    if (Double.isNaN(trend.heap().limit())) {
      return claim + ".";
    }
    return claim
        + " and reach"
        + (instances == 1 ? "es" : "")
        + " the limit of "
        + Words.bytes(trend.heap().limit())
        + " in "
        + Words.seconds(trend.secondsLeft())
        + " ("
        + Words.seconds(trend.left(trend.slopeHigh()))
        + " to "
        + Words.seconds(trend.left(trend.slopeLow()))
        + ").";
  }

  private static boolean sure(HeapTrend trend) {
    double limit = trend.heap().limit();
    return trend.heap().measured() || Double.isNaN(limit) || trend.level() >= NEAR_LIMIT * limit;
  }

  private static Severity severity(HeapTrend trend) {
    if (!trend.heap().measured() && Double.isNaN(trend.heap().limit())) {
      return Severity.WATCH;
    }
    return trend.secondsLeft() <= Duration.ofDays(3).toSeconds()
        ? Severity.CRITICAL
        : Severity.MAJOR;
  }

  private static double confidence(HeapTrend trend) {
    double base = trend.heap().measured() ? 0.9 : 0.6;
    return base * Math.min(1, 0.5 + trend.tau() / 2);
  }

  private static List<Evidence> evidence(List<Leak> leaks, Leak worst) {
    HeapTrend trend = worst.trend();
    List<Evidence> evidence = new ArrayList<>();
    evidence.add(
        new Evidence.Figure(
            "Growth of what stays alive",
            trend.slope(),
            trend.slopeLow(),
            trend.slopeHigh(),
            "By/s",
            "median of the slopes between all pairs of blocks (Theil and Sen) over "
                + Words.seconds(trend.seconds())));
    if (!Double.isNaN(worst.perRequest())) {
      evidence.add(
          new Evidence.Figure(
              "Kept per request of the service",
              worst.perRequest(),
              Double.NaN,
              Double.NaN,
              "By",
              "growth ÷ requests of the service in the same time"));
    }
    evidence.add(
        worst
            .grid()
            .series(
                (trend.heap().measured() ? "Alive after collections of " : "Least in use on ")
                    + trend.heap().instance(),
                "By",
                trend.heap().alive(),
                1));
    if (leaks.size() > 1) {
      evidence.add(table(leaks));
    }
    return evidence;
  }

  private static Evidence.Table table(List<Leak> leaks) {
    List<List<String>> rows = new ArrayList<>();
    for (Leak leak : leaks) {
      rows.add(
          List.of(
              leak.trend().heap().instance(),
              Words.bytes(leak.trend().level()),
              Words.bytes(leak.trend().slope() * 3_600),
              Double.isFinite(leak.left()) ? Words.seconds(leak.left()) : "no limit told"));
    }
    return new Evidence.Table(
        "Instances whose heap grows", List.of("instance", "alive", "per hour", "full in"), rows);
  }

  private static String rule(HeapTrend trend) {
    double limit = trend.heap().limit();
    return "since the start of the process, over at least "
        + HeapTrend.BLOCKS_MIN
        + " blocks: growth >= "
        + (Double.isNaN(limit)
            ? Words.bytes(GROWTH_BYTES)
            : PlainNumbers.percent(GROWTH_SHARE) + " of the limit")
        + ", its 95 % interval above 0, Kendall's tau >= "
        + TAU
        + ", last half >= "
        + LATE_SHARE
        + " of the slope, less explained by the load than by time, limit within "
        + HORIZON.toDays()
        + " days. Seen in "
        + Words.seconds(trend.seconds())
        + ": growth "
        + Words.bytes(trend.growth())
        + (Double.isNaN(limit) ? "" : " = " + PlainNumbers.percent(trend.growth() / limit))
        + ", tau "
        + PlainNumbers.number(trend.tau())
        + ", last half "
        + PlainNumbers.number(trend.lateShare())
        + " of the slope";
  }
}
