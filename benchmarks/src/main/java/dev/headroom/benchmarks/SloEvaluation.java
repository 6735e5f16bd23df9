package dev.headroom.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.headroom.base.ServiceName;
import dev.headroom.rollup.SliSpec;
import dev.headroom.slo.Budgeting;
import dev.headroom.slo.BurnAlerts;
import dev.headroom.slo.BurnRules;
import dev.headroom.slo.Indicator;
import dev.headroom.slo.Objective;
import dev.headroom.slo.Period;
import dev.headroom.slo.SliSeries;
import dev.headroom.slo.Slo;
import dev.headroom.slo.SloName;
import dev.headroom.slo.SloSimulation;
import dev.headroom.slo.SloTracker;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Measures a cycle of evaluation of many SLOs with the standard rules over 30 days: the last three
/// minutes are replaced, budgets and rules evaluated, alerts stepped. And a simulation of 30 days.
///
/// `SloEvaluation [SLOs] [cycles]`. Times are those of the thread's CPU, since the machine may be
/// shared. Every fifth SLO burns, every third counts slices of time, and every seventh is silent
/// for longer stretches; traffic is from 1 to 1,000 events a minute.
public final class SloEvaluation {
  private static final long MINUTES = Duration.ofDays(30).toMinutes();
  private static final long START = Instant.parse("2026-03-01T00:00:00Z").getEpochSecond() / 60;
  private static final int LATE_MINUTES = 3;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final PrintStream out;
  private final Random random = new Random(1);

  private SloEvaluation(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] args) {
    int slos = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
    int cycles = args.length > 1 ? Integer.parseInt(args[1]) : 60;
    new SloEvaluation(System.out).run(slos, cycles);
  }

  private void run(int slos, int cycles) {
    long before = usedBytes();
    List<SloTracker> trackers = new ArrayList<>();
    for (int i = 0; i < slos; i++) {
      Slo slo = slo(i);
      SloTracker tracker = new SloTracker(slo, List.of());
      tracker.replace(Map.of(indicator(slo), series(i, START, MINUTES)));
      trackers.add(tracker);
    }
    out.printf("%d SLOs, %.1f KiB each%n", slos, (usedBytes() - before) / 1024.0 / slos);
    BurnAlerts alerts = new BurnAlerts(List.of());
    double[] millis = new double[cycles];
    int transitions = 0;
    for (int cycle = 0; cycle < cycles; cycle++) {
      long end = START + MINUTES + cycle + 1;
      List<SliSeries> recent = new ArrayList<>();
      for (int i = 0; i < slos; i++) {
        recent.add(series(i, end - LATE_MINUTES, LATE_MINUTES));
      }
      long from = THREADS.getCurrentThreadCpuTime();
      for (int i = 0; i < slos; i++) {
        SloTracker tracker = trackers.get(i);
        tracker.replace(Map.of(indicator(tracker.slo()), recent.get(i)));
        transitions += alerts.step(tracker.evaluate(Instant.ofEpochSecond(end * 60))).size();
      }
      millis[cycle] = (THREADS.getCurrentThreadCpuTime() - from) / 1e6;
    }
    double first = millis[0];
    Arrays.sort(millis);
    out.printf(
        "cycle: first %.1f ms, median %.1f ms, worst %.1f ms CPU (%d cycles, %d transitions)%n",
        first, millis[cycles / 2], millis[cycles - 1], cycles, transitions);
    simulate();
  }

  private void simulate() {
    for (int i = 0; i < 5; i++) {
      Slo slo = slo(i);
      Map<Indicator, SliSeries> series = Map.of(indicator(slo), series(i, START, MINUTES));
      long from = THREADS.getCurrentThreadCpuTime();
      SloSimulation simulation = SloSimulation.of(slo, series, List.of());
      out.printf(
          "simulation of 30 days by minutes: %.0f ms CPU, %d alerts%n",
          (THREADS.getCurrentThreadCpuTime() - from) / 1e6, simulation.alerts().size());
    }
  }

  private static long usedBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static Indicator indicator(Slo slo) {
    return slo.objectives().getFirst().indicator();
  }

  private static Slo slo(int number) {
    Period period = new Period.Rolling(Duration.ofDays(30));
    ServiceName service = new ServiceName("service-" + number);
    Budgeting budgeting =
        number % 3 == 0
            ? new Budgeting.Timeslices(0.95, Duration.ofMinutes(5))
            : new Budgeting.Occurrences();
    return new Slo(
        new SloName("slo-" + number),
        "SLO " + number,
        "",
        service,
        Map.of(),
        period,
        List.of(
            new Objective(
                "availability",
                new Indicator.Counted(SliSpec.availability(service, "")),
                0.999,
                budgeting,
                1)),
        BurnRules.standard(period, 0.999).rules(),
        List.of(),
        "");
  }

  private SliSeries series(int number, long from, long minutes) {
    SliSeries series = new SliSeries(from, (int) minutes);
    double perMinute = Math.pow(10, number % 4);
    double badShare = number % 5 == 0 ? 0.02 : 0.0004;
    for (long minute = from; minute < from + minutes; minute++) {
      boolean silent = number % 7 == 0 && Math.floorMod(minute, 2_000L) < 30;
      if (!silent) {
        double total = Math.rint(perMinute * (0.5 + random.nextDouble()));
        double bad = 0;
        for (double left = total * badShare; left > 0; left--) {
          bad += random.nextDouble() < Math.min(1, left) ? 1 : 0;
        }
        series.add(minute, total - Math.min(total, bad), total);
      }
    }
    return series;
  }
}
