package dev.headroom.benchmarks;

import dev.headroom.analysis.Analysis;
import dev.headroom.engine.analysis.Analyses;
import dev.headroom.finding.Finding;
import dev.headroom.testkit.fleet.FleetRun;
import dev.headroom.testkit.fleet.Healthy;
import dev.headroom.testkit.fleet.Judgement;
import dev.headroom.testkit.fleet.SyntheticFleet;
import dev.headroom.testkit.fleet.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// How often the analyses find what is wrong with synthetic fleets, and how often they find
/// something wrong with healthy ones.
///
/// `FindingCalibration recall [seeds] [TROUBLE…]` runs each trouble at three strengths;
/// `FindingCalibration healthy [seeds] [HEALTHY…]` watches each kind of healthy fleet for a day, of
/// which the analyses see the last 24 hours. Prints Markdown.
public final class FindingCalibration {
  private static final double[] STRENGTHS = {0.2, 0.6, 1};
  private static final double SERVICES = 12;
  private static final double DAYS = 30;

  /// Above the 95 % interval of a Poisson count of 0, 1, 2 …: half the chi-square quantile.
  private static final double[] UPPER = {
    3.69, 5.57, 7.22, 8.77, 10.24, 11.67, 13.06, 14.42, 15.76, 17.08, 18.39
  };

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
      calibration.recall(seeds, named);
    }
  }

  private void recall(int seeds, List<String> named) {
    System.out.println("| trouble | analysis | weak | middle | strong | wrong | beside |");
    System.out.println("|---|---|---|---|---|---|---|");
    for (Trouble trouble : Trouble.values()) {
      if (named.isEmpty() || named.contains(trouble.name())) {
        row(trouble, seeds);
      }
    }
    report();
  }

  private void row(Trouble trouble, int seeds) {
    StringBuilder row = new StringBuilder("| " + trouble + " | " + trouble.analysis() + " |");
    int falsely = 0;
    Map<String, Integer> beside = new TreeMap<>();
    for (double strength : STRENGTHS) {
      int found = 0;
      for (int seed = 1; seed <= seeds; seed++) {
        Judgement judged = judge(SyntheticFleet.with(trouble).strength(strength).seed(100 + seed));
        found += judged.missed().isEmpty() ? 1 : 0;
        falsely += judged.wrong().size();
        judged.beside().forEach(finding -> beside.merge(finding.analysis(), 1, Integer::sum));
      }
      row.append(String.format(Locale.ROOT, " %d/%d |", found, seeds));
    }
    System.out.println(row + " " + falsely + " | " + beside + " |");
  }

  private void healthy(int seeds, List<String> named) {
    System.out.println("| healthy | service-days | false | per service and 30 days (95 % below) |");
    System.out.println("|---|---|---|---|");
    int all = 0;
    double allDays = 0;
    for (Healthy way : Healthy.values()) {
      if (named.isEmpty() || named.contains(way.name())) {
        int count = 0;
        for (int seed = 1; seed <= seeds; seed++) {
          SyntheticFleet fleet =
              SyntheticFleet.healthy(way).hours(12, 24).perSecond(1).seed(1000 + seed);
          count += judge(fleet).wrong().size();
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

  private Judgement judge(SyntheticFleet fleet) {
    FleetRun run = fleet.run();
    long before = System.nanoTime();
    Judgement judged = Judgement.of(run, analyses);
    analyzedNanos += System.nanoTime() - before;
    views++;
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
        "%nFalse findings by analysis: %s; the analyses took %.0f ms per fleet.%n",
        wrong,
        analyzedNanos / 1e6 / Math.max(1, views));
    examples.forEach(example -> System.out.println("- " + example));
  }
}
