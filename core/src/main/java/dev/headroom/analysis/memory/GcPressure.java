package dev.headroom.analysis.memory;

import dev.headroom.analysis.Analysis;
import dev.headroom.analysis.AnalysisSpec;
import dev.headroom.analysis.Grid;
import dev.headroom.analysis.Load;
import dev.headroom.analysis.Load.OperationLoad;
import dev.headroom.analysis.MetricSeries;
import dev.headroom.analysis.Metrics;
import dev.headroom.analysis.ModelView;
import dev.headroom.analysis.PlainNumbers;
import dev.headroom.analysis.RouteShares;
import dev.headroom.analysis.Spell;
import dev.headroom.analysis.Words;
import dev.headroom.base.ServiceName;
import dev.headroom.finding.Coverage;
import dev.headroom.finding.Evidence;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Impact;
import dev.headroom.finding.Remedy;
import dev.headroom.finding.Remedy.Level;
import dev.headroom.finding.Severity;
import dev.headroom.finding.Subject;
import dev.headroom.stat.Ranks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Finds processes that stand still for garbage collection for a real part of the time.
///
/// On one instance, pauses must take at least 5 % of the time in five minutes close together.
/// Whether response times go with it is told by their rank correlation over all minutes. Collectors
/// that work beside the program report cycles, which are left out.
public final class GcPressure implements Analysis {
  /// Of a minute, spent in pauses.
  static final double SHARE = 0.05;

  /// From this share on users notice.
  static final double MAJOR_SHARE = 0.2;

  /// In so many minutes of a spell.
  static final int MINUTES_MIN = 5;

  /// So many calmer minutes in a row do not end a spell.
  static final int GAP_MINUTES = 2;

  /// From this share on the process does little else.
  static final double CRITICAL_SHARE = 0.5;

  /// Response times go with pauses from this rank correlation on.
  static final double CORRELATION = 0.4;

  /// Minutes with requests that the correlation needs.
  private static final int PAIRS_MIN = 15;

  private static final String GC = "jvm.gc.duration";
  private static final AnalysisSpec SPEC =
      new AnalysisSpec(
          "gc-pressure",
          "Garbage collection stops the program",
          "Pauses for garbage collection take a real part of the time; tells whether response"
              + " times go with them.");

  @Override
  public AnalysisSpec spec() {
    return SPEC;
  }

  @Override
  public List<Finding> analyze(ModelView view) {
    Map<ServiceName, Pressure> found = new TreeMap<>();
    for (Metrics metrics : Metrics.parts(view, view.window(), Grid.MINUTE, Set.of(GC))) {
      for (ServiceName service : metrics.services()) {
        Pressure worst = worst(metrics, service);
        if (worst != null) {
          found.put(service, worst);
        }
      }
    }
    if (found.isEmpty()) {
      return List.of();
    }
    Load load = Load.minutes(view);
    RouteShares shares = RouteShares.of(view);
    List<Finding> findings = new ArrayList<>();
    found.forEach((service, pressure) ->
        findings.add(finding(service, pressure, load.whole(service), shares)));
    return findings;
  }

  /// @param share of the spell, spent in pauses
  /// @param pause mean length of a pause in the spell, seconds
  /// @param instances how many instances have such a spell
  private record Pressure(
      Grid grid,
      String instance,
      double[] seconds,
      Spell spell,
      double share,
      double pause,
      int instances) {}

  private static @Nullable Pressure worst(Metrics metrics, ServiceName service) {
    Grid grid = metrics.grid();
    Map<String, double[]> seconds =
        metrics.sum(service, GC, GcPressure::pausing, rollup -> rollup.sum());
    Map<String, double[]> counts =
        metrics.sum(service, GC, GcPressure::pausing, rollup -> rollup.count());
    Pressure worst = null;
    int instances = 0;
    for (Map.Entry<String, double[]> one : seconds.entrySet()) {
      double[] in = one.getValue();
      Spell spell =
          Spell.longest(grid.size(), GAP_MINUTES, MINUTES_MIN, at -> in[at] >= SHARE * Grid.MINUTE);
      if (spell == null) {
        continue;
      }
      instances++;
      double paused = sum(in, spell);
      double share = paused / (Grid.MINUTE * (spell.to() - spell.from()));
      if (worst == null || share > worst.share()) {
        double[] pauses = counts.getOrDefault(one.getKey(), grid.unknown());
        worst = new Pressure(grid, one.getKey(), in, spell, share, paused / sum(pauses, spell), 0);
      }
    }
    return worst == null
        ? null
        : new Pressure(
            grid,
            worst.instance(),
            worst.seconds(),
            worst.spell(),
            worst.share(),
            worst.pause(),
            instances);
  }

  /// The instance, unless the collector's name says that the program goes on meanwhile.
  private static String pausing(MetricSeries series) {
    String collector = series.attribute("jvm.gc.name");
    boolean beside = collector.endsWith("Cycles") || collector.contains("Concurrent");
    return beside ? "" : Metrics.instance(series);
  }

  private static double sum(double[] values, Spell spell) {
    double sum = 0;
    for (int i = spell.from(); i < spell.to(); i++) {
      sum += Double.isNaN(values[i]) ? 0 : values[i];
    }
    return sum;
  }

  private static Finding finding(
      ServiceName service, Pressure pressure, OperationLoad requests, RouteShares shares) {
    double correlation = correlation(pressure, requests);
    boolean felt = correlation >= CORRELATION;
    return new Finding(
        SPEC.id(),
        Subject.of(service),
        claim(service, pressure, felt),
        severity(pressure, felt),
        felt ? 0.95 : 0.8,
        impact(service, pressure, requests, shares),
        evidence(pressure, requests, correlation),
        List.of(
            new Remedy(
                "Give the heap more room, or find what allocates most (a flight recording's"
                    + " allocation view) and let it allocate less.",
                Level.MEDIUM,
                Level.LOW,
                List.of()),
            new Remedy(
                "If memory also grows from collection to collection, mend that leak first.",
                Level.MEDIUM,
                Level.LOW,
                List.of())),
        rule(pressure, correlation),
        "The claim is wrong if the collector works beside the program under a name that does not"
            + " say so, or if response times stay the same once collections are rarer.",
        new Coverage(
            pressure.grid().window(pressure.spell().from(), pressure.spell().to()),
            pressure.spell().held(),
            "minutes with pressure",
            pressure.spell().held() / (double) (pressure.spell().to() - pressure.spell().from())));
  }

  private static String claim(ServiceName service, Pressure pressure, boolean felt) {
    return service
        + " spends "
        + PlainNumbers.percent(pressure.share())
        + " of the time in pauses for garbage collection"
        + (pressure.instances() > 1 ? " on " + pressure.instances() + " instances" : "")
        + " (mean pause "
        + Words.seconds(pressure.pause())
        + ")"
        + (felt ? ", and its response times rise and fall with them." : ".");
  }

  private static Severity severity(Pressure pressure, boolean felt) {
    if (pressure.share() >= CRITICAL_SHARE) {
      return Severity.CRITICAL;
    }
    return felt || pressure.share() >= MAJOR_SHARE ? Severity.MAJOR : Severity.MINOR;
  }

  /// Spearman's correlation of pauses with the mean response time over the minutes; NaN when there
  /// are too few.
  private static double correlation(Pressure pressure, OperationLoad requests) {
    List<double[]> pairs = new ArrayList<>();
    for (int i = 0; i < pressure.grid().size(); i++) {
      if (requests.count()[i] > 0 && !Double.isNaN(pressure.seconds()[i])) {
        pairs.add(new double[] {pressure.seconds()[i], requests.response(i)});
      }
    }
    return pairs.size() < PAIRS_MIN
        ? Double.NaN
        : Ranks.correlation(
            pairs.stream().mapToDouble(pair -> pair[0]).toArray(),
            pairs.stream().mapToDouble(pair -> pair[1]).toArray());
  }

  /// A pause stretches what is under way, so requests lose at least the share of time in pauses.
  private static Impact impact(
      ServiceName service, Pressure pressure, OperationLoad requests, RouteShares shares) {
    return shares.spread(
        path -> path.onService().equals(service),
        pressure.share() * sum(requests.nanos(), pressure.spell()),
        pressure.share() / pressure.pause());
  }

  private static List<Evidence> evidence(
      Pressure pressure, OperationLoad requests, double correlation) {
    List<Evidence> evidence = new ArrayList<>();
    evidence.add(
        new Evidence.Figure(
            "Share of the time in pauses",
            pressure.share(),
            Double.NaN,
            Double.NaN,
            "1",
            "sum of " + GC + " ÷ length of the spell, on " + pressure.instance()));
    evidence.add(
        pressure
            .grid()
            .series(
                "Share of the time in pauses on " + pressure.instance(),
                "1",
                pressure.seconds(),
                1.0 / Grid.MINUTE));
    double[] response = pressure.grid().unknown();
    for (int i = 0; i < response.length; i++) {
      response[i] = requests.response(i);
    }
    evidence.add(pressure.grid().series("Mean response time", "s", response, 1e-9));
    if (!Double.isNaN(correlation)) {
      evidence.add(
          new Evidence.Figure(
              "Rank correlation of pauses and response time",
              correlation,
              Double.NaN,
              Double.NaN,
              "1",
              "Spearman over the minutes with requests"));
    }
    return evidence;
  }

  private static String rule(Pressure pressure, double correlation) {
    return "on one instance, in at least "
        + MINUTES_MIN
        + " minutes close together, pauses >= "
        + PlainNumbers.percent(SHARE)
        + " of the time; felt from a rank correlation with response times of "
        + CORRELATION
        + ". Seen: "
        + pressure.spell().held()
        + " minutes, "
        + PlainNumbers.percent(pressure.share())
        + " of the time, correlation "
        + (Double.isNaN(correlation) ? "not known" : PlainNumbers.number(correlation));
  }
}
