package dev.headroom.testkit.fleet;

import dev.headroom.analysis.Analysis;
import dev.headroom.engine.analysis.Analyses;
import dev.headroom.finding.Finding;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// How often the analyses find what is wrong with synthetic fleets, and how often they find
/// something wrong with healthy ones.
///
/// `FindingCalibration recall [seeds]` runs all troubles at three strengths; `FindingCalibration
/// healthy [seeds] [HEALTHY…]` watches each kind of healthy fleet for a day and counts distinct
/// findings of two looks, six hours apart, at 24 hours each. Prints Markdown.
public final class FindingCalibration {
  private static final double[] STRENGTHS = {0.2, 0.6, 1};
  private static final double SERVICES = 12;
  private static final double DAYS = 30;

  /// The upper 95 % bound of the mean of a Poisson count of 0, 1, 2 …
  private static final double[] UPPER = {
    3.00, 4.74, 6.30, 7.75, 9.15, 10.51, 11.84, 13.15, 14.43, 15.71, 16.96
  };

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final List<Analysis> analyses = Analyses.all();
  private final Map<String, Integer> wrong = new TreeMap<>();
  private final List<String> examples = new ArrayList<>();
  private long analyzedNanos;
  private int views;

  private FindingCalibration() {}

  public static void main(String[] args) {
    FindingCalibration calibration = new FindingCalibration();
    int seeds = args.length > 1 ? Integer.parseInt(args[1]) : 4;
    List<String> named = args.length > 2 ? List.of(args).subList(2, args.length) : List.of();
    if (args.length > 0 && args[0].equals("healthy")) {
      calibration.healthy(seeds, named);
    } else {
      System.out.println("| trouble | analysis | weak | middle | strong |");
      System.out.println("|---|---|---|---|---|");
      calibration.recall(seeds);
    }
  }

  private void recall(int seeds) {
    Map<Trouble, int[]> found = new EnumMap<>(Trouble.class);
    for (Set<Trouble> group : Trouble.groups()) {
      for (int strength = 0; strength < STRENGTHS.length; strength++) {
        for (int seed = 1; seed <= seeds; seed++) {
          SyntheticFleet fleet =
              SyntheticFleet.with(group.toArray(Trouble[]::new))
                  .strength(STRENGTHS[strength])
                  .seed(100 + seed);
          count(group, strength, judge(fleet, 1), found);
        }
      }
      print(group, seeds, found);
    }
    report();
  }

  private static void count(
      Set<Trouble> group, int strength, Judgement judged, Map<Trouble, int[]> found) {
    Set<Trouble> missed = EnumSet.noneOf(Trouble.class);
    judged.missed().forEach(planted -> missed.add(planted.trouble()));
    for (Trouble trouble : group) {
      found.computeIfAbsent(trouble, _ -> new int[STRENGTHS.length])[strength] +=
          missed.contains(trouble) ? 0 : 1;
    }
  }

  private static void print(Set<Trouble> group, int seeds, Map<Trouble, int[]> found) {
    for (Trouble trouble : group) {
      StringBuilder row = new StringBuilder("| " + trouble + " | " + trouble.analysis() + " |");
      for (int count : found.getOrDefault(trouble, new int[0])) {
        row.append(String.format(Locale.ROOT, " %d/%d |", count, seeds));
      }
      System.out.println(row);
    }
  }

  private void healthy(int seeds, List<String> named) {
    System.out.println(
        "| healthy | service-days | false | per service and 30 days (95 % sure below) |");
    System.out.println("|---|---|---|---|");
    int all = 0;
    double allDays = 0;
    for (Healthy way : Healthy.values()) {
      if (named.isEmpty() || named.contains(way.name())) {
        int count = 0;
        for (int seed = 1; seed <= seeds; seed++) {
          SyntheticFleet fleet =
              SyntheticFleet.healthy(way).hours(6, 24).perSecond(0.6).seed(1000 + seed);
          count += judge(fleet, 2).wrong().size();
        }
        print(way.name(), seeds * SERVICES, count);
        all += count;
        allDays += seeds * SERVICES;
      }
    }
    print("all", allDays, all);
    report();
  }

  private static void print(String name, double serviceDays, int count) {
    double upper = count < UPPER.length ? UPPER[count] : count + 2 * Math.sqrt(count) + 2;
    System.out.printf(
        Locale.ROOT,
        "| %s | %.0f | %d | %.2f (%.2f) |%n",
        name,
        serviceDays,
        count,
        count / serviceDays * DAYS,
        upper / serviceDays * DAYS);
  }

  /// @param looks how many, six hours apart
  private Judgement judge(SyntheticFleet fleet, int looks) {
    FleetRun run = fleet.run();
    List<FleetView> at =
        IntStream.range(0, looks)
            .mapToObj(look -> run.view().earlier(Duration.ofHours(6L * (looks - 1 - look))))
            .toList();
    long before = threads.getCurrentThreadCpuTime();
    Judgement judged = Judgement.of(run.truth(), at, analyses);
    analyzedNanos += threads.getCurrentThreadCpuTime() - before;
    views += looks;
    for (Finding finding : judged.wrong()) {
      wrong.merge(finding.analysis(), 1, Integer::sum);
      if (examples.size() < 60) {
        examples.add(
            fleet.troubles()
                + " "
                + fleet.ways()
                + " seed "
                + fleet.seed()
                + " strength "
                + fleet.strength()
                + ": "
                + finding.analysis()
                + " "
                + finding.subject()
                + " "
                + finding.claim());
      }
    }
    return judged;
  }

  private void report() {
    System.out.printf(
        Locale.ROOT,
        "%nFalse findings by analysis: %s; the analyses took %.0f ms of CPU a look.%n",
        wrong,
        analyzedNanos / 1e6 / Math.max(1, views));
    examples.forEach(example -> System.out.println("- " + example));
  }
}
