package dev.headroom.analysis.instances;

import dev.headroom.analysis.Analysis;
import dev.headroom.analysis.AnalysisSpec;
import dev.headroom.analysis.Grid;
import dev.headroom.analysis.ModelView;
import dev.headroom.analysis.PlainNumbers;
import dev.headroom.analysis.Replicas;
import dev.headroom.analysis.Replicas.Replica;
import dev.headroom.analysis.RouteShares;
import dev.headroom.analysis.Words;
import dev.headroom.analysis.instances.Comparisons.Compared;
import dev.headroom.base.ServiceName;
import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import dev.headroom.finding.Coverage;
import dev.headroom.finding.Evidence;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Impact;
import dev.headroom.finding.Remedy;
import dev.headroom.finding.Remedy.Level;
import dev.headroom.finding.Severity;
import dev.headroom.finding.Subject;
import dev.headroom.rollup.TraceSample;
import dev.headroom.rollup.TraceSpan;
import dev.headroom.stat.RankTests;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/// Finds instances that are slower or fail more often than the others of their service at the same
/// time, and versions that run side by side for hours.
///
/// Means of five minutes are compared within environment and region by signed ranks, with the share
/// of false discoveries held over all instances of all services.
public final class UnevenInstances implements Analysis {
  /// So many times slower than the others.
  static final double SLOWER = 1.25;

  static final double MAJOR_SLOWER = 1.6;

  /// Share of false discoveries among all that is named.
  static final double FALSE_DISCOVERIES = 0.005;

  /// So many times the errors of the others,
  static final double ERRORS_FACTOR = 3;

  /// and so much more of all requests,
  static final double ERRORS_MORE = 0.02;

  /// in so many slices.
  static final int ERROR_SLICES_MIN = 5;

  /// Two versions side by side for so long are no rollout any more.
  static final int DRIFT_SLICES = 72;

  private static final long STEP = 300;
  private static final int ROUTES = 5;
  private static final AnalysisSpec SPEC =
      new AnalysisSpec(
          "uneven-instances",
          "Instances unlike the others",
          "An instance is slower or fails more often than the others of its service under the same"
              + " load, or instances keep running different versions.");

  @Override
  public AnalysisSpec spec() {
    return SPEC;
  }

  @Override
  public List<Finding> analyze(ModelView view) {
    Replicas replicas = Replicas.read(view, view.window(), STEP);
    List<ServiceName> services = new ArrayList<>();
    List<Compared> compared = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    for (ServiceName service : replicas.services()) {
      Collection<Replica> all = replicas.of(service);
      if (all.size() > 1) {
        for (Replica replica : all) {
          compare(service, replica, all, services, compared);
        }
      }
    }
    Map<ServiceName, List<Compared>> slow = new TreeMap<>();
    Map<ServiceName, List<Compared>> failing = new TreeMap<>();
    double[] latency = rates(compared.stream().mapToDouble(Compared::pValue).toArray());
    double[] errors = rates(compared.stream().mapToDouble(Compared::errorPValue).toArray());
    for (int i = 0; i < compared.size(); i++) {
      if (latency[i] <= FALSE_DISCOVERIES && isSlow(compared.get(i))) {
        add(slow, services.get(i), compared.get(i));
      }
      if (errors[i] <= FALSE_DISCOVERIES && fails(compared.get(i))) {
        add(failing, services.get(i), compared.get(i));
      }
    }
    if (!slow.isEmpty() || !failing.isEmpty()) {
      Report report = new Report(view, replicas);
      slow.forEach((service, odd) -> findings.add(report.slow(service, odd)));
      failing.forEach((service, odd) -> findings.add(report.failing(service, odd)));
    }
    for (ServiceName service : replicas.services()) {
      drift(service, replicas, findings);
    }
    return findings;
  }

  private static double[] rates(double[] pValues) {
    return RankTests.falseDiscoveryRates(pValues);
  }

  private static void add(
      Map<ServiceName, List<Compared>> into, ServiceName service, Compared one) {
    List<Compared> of = into.computeIfAbsent(service, _ -> new ArrayList<>());
    // The same instance is looked at over the whole window and its last part.
    if (of.stream().noneMatch(known -> Comparisons.same(known.replica(), one.replica()))) {
      of.add(one);
    }
  }

  private static void compare(
      ServiceName service,
      Replica replica,
      Collection<Replica> all,
      List<ServiceName> services,
      List<Compared> into) {
    int size = replica.count().length;
    int last = size - 2 * Comparisons.SLICES_MIN;
    for (int from : last > 0 ? new int[] {0, last} : new int[] {0}) {
      Compared one = Comparisons.of(replica, all, from);
      if (one != null) {
        services.add(service);
        into.add(one);
      }
    }
  }

  private static boolean isSlow(Compared one) {
    return one.ratio() >= SLOWER && one.seconds() >= SLOWER * one.otherSeconds();
  }

  private static boolean fails(Compared one) {
    return one.errorShare() >= ERRORS_FACTOR * one.otherErrorShare()
        && one.errorShare() >= one.otherErrorShare() + ERRORS_MORE
        && one.errorSlices() >= ERROR_SLICES_MIN;
  }

  /// Versions that run side by side on instances that still work.
  private static void drift(ServiceName service, Replicas replicas, List<Finding> into) {
    Grid grid = replicas.grid();
    int size = grid.size();
    Map<String, Set<String>> versions = new TreeMap<>();
    Set<String> places = new TreeSet<>();
    if (size < DRIFT_SLICES) {
      return;
    }
    for (Replica replica : replicas.of(service)) {
      if (busy(replica, size - DRIFT_SLICES) && !replica.version().isEmpty()) {
        versions.computeIfAbsent(replica.version(), _ -> new TreeSet<>()).add(replica.instance());
        places.add(replica.place());
      }
    }
    if (versions.size() > 1 && places.size() == 1) {
      into.add(Report.drift(service, versions, grid));
    }
  }

  /// Whether an instance had requests in nearly every slice from one on.
  private static boolean busy(Replica replica, int from) {
    int with = 0;
    for (int i = from; i < replica.count().length; i++) {
      with += replica.count()[i] > 0 ? 1 : 0;
    }
    return with >= 0.9 * (replica.count().length - from);
  }

  /// Puts findings into words.
  private static final class Report {
    private final ModelView view;
    private final Replicas replicas;
    private final RouteShares shares;
    private final InstanceSettings settings;

    Report(ModelView view, Replicas replicas) {
      this.view = view;
      this.replicas = replicas;
      this.shares = RouteShares.of(view);
      this.settings = new InstanceSettings(view);
    }

    Finding slow(ServiceName service, List<Compared> odd) {
      Compared worst = worst(odd, Compared::ratio);
      List<Evidence> evidence = new ArrayList<>();
      evidence.add(
          new Evidence.Comparison(
              "Mean response time at the same time",
              "s",
              "the others",
              worst.otherSeconds(),
              worst.replica().instance(),
              worst.seconds(),
              worst.pValue()));
      evidence.add(ratio(service, worst));
      evidence.add(table(service, odd));
      exemplar(service, worst, evidence);
      return new Finding(
          SPEC.id(),
          new Subject(service, null, "slow instance"),
          names(service, odd)
              + " slower than the others at the same time: "
              + Words.seconds(worst.seconds())
              + " against "
              + Words.seconds(worst.otherSeconds())
              + " on average, "
              + PlainNumbers.number(worst.ratio())
              + " times.",
          worst.ratio() >= MAJOR_SLOWER ? Severity.MAJOR : Severity.MINOR,
          worst.equalLoad() ? 0.95 : 0.7,
          impact(service, odd),
          evidence,
          List.of(replace(worst)),
          "mean response time of five minutes >= "
              + SLOWER
              + " times that of the other instances of its place in the median, in >= "
              + Comparisons.SLICES_MIN
              + " slices; signed ranks, false discoveries <= "
              + PlainNumbers.percent(FALSE_DISCOVERIES)
              + ". Seen: "
              + PlainNumbers.number(worst.ratio())
              + " times in "
              + worst.slices()
              + " slices, p "
              + PlainNumbers.number(worst.pValue())
              + ", "
              + PlainNumbers.number(worst.rateRatio())
              + " times the requests of another",
          "The claim is wrong if the instance gets other requests than the rest (a larger tenant, a"
              + " partition), or if it stays slow on another host.",
          coverage(worst));
    }

    Finding failing(ServiceName service, List<Compared> odd) {
      Compared worst = worst(odd, Compared::errorShare);
      return new Finding(
          SPEC.id(),
          new Subject(service, null, "failing instance"),
          names(service, odd)
              + " failing more often than the others at the same time: "
              + PlainNumbers.percent(worst.errorShare())
              + " of the requests against "
              + PlainNumbers.percent(worst.otherErrorShare())
              + ".",
          Severity.MAJOR,
          worst.equalLoad() ? 0.95 : 0.7,
          new Impact(
              List.of(), worst.errorShare() * worst.requests() / (worst.slices() * (double) STEP)),
          List.of(
              new Evidence.Comparison(
                  "Share of failed requests at the same time",
                  "1",
                  "the others",
                  worst.otherErrorShare(),
                  worst.replica().instance(),
                  worst.errorShare(),
                  worst.errorPValue()),
              table(service, odd)),
          List.of(replace(worst)),
          "failed share >= "
              + ERRORS_FACTOR
              + " times and >= "
              + PlainNumbers.percent(ERRORS_MORE)
              + " above the others, in >= "
              + ERROR_SLICES_MIN
              + " slices; binomial, false discoveries <= "
              + PlainNumbers.percent(FALSE_DISCOVERIES)
              + ". Seen: "
              + PlainNumbers.percent(worst.errorShare())
              + " against "
              + PlainNumbers.percent(worst.otherErrorShare())
              + ", in "
              + worst.errorSlices()
              + " slices, p "
              + PlainNumbers.number(worst.errorPValue()),
          "The claim is wrong if the instance gets other requests than the rest.",
          coverage(worst));
    }

    static Finding drift(ServiceName service, Map<String, Set<String>> versions, Grid grid) {
      List<List<String>> rows = new ArrayList<>();
      versions.forEach(
          (version, instances) -> rows.add(List.of(version, String.join(", ", instances))));
      int from = grid.size() - DRIFT_SLICES;
      return new Finding(
          SPEC.id(),
          new Subject(service, null, "versions"),
          "Instances of "
              + service
              + " have been running "
              + versions.size()
              + " versions side by side for "
              + Words.seconds(DRIFT_SLICES * (double) STEP)
              + " or longer.",
          Severity.WATCH,
          0.8,
          Impact.UNKNOWN,
          List.of(
              new Evidence.Table(
                  "Versions of the instances", List.of("version", "instances"), rows)),
          List.of(
              new Remedy(
                  "Finish the rollout, or say in the deployment why both versions stay.",
                  Level.LOW,
                  Level.LOW,
                  List.of())),
          "instances of one place with requests in 90 % of the last "
              + DRIFT_SLICES
              + " slices of five minutes run more than one version. Seen: "
              + String.join(", ", versions.keySet()),
          "The claim is wrong if the versions are a canary that is meant to stay.",
          new Coverage(grid.window(from, grid.size()), rows.size(), "versions", 1));
    }

    private static Compared worst(List<Compared> odd, ToDoubleFunction<Compared> by) {
      return odd.stream().max(Comparator.comparingDouble(by)).orElseThrow();
    }

    private static String names(ServiceName service, List<Compared> odd) {
      return odd.size() == 1
          ? "The instance " + odd.getFirst().replica().instance() + " of " + service + " is"
          : odd.size() + " instances of " + service + " are";
    }

    private Coverage coverage(Compared one) {
      Grid grid = replicas.grid();
      return new Coverage(
          grid.window(one.from(), grid.size()),
          one.slices(),
          "slices of five minutes",
          one.slices() / (double) (grid.size() - one.from()));
    }

    private Impact impact(ServiceName service, List<Compared> odd) {
      double lost = odd.stream().mapToDouble(Compared::lostNanos).sum();
      double requests = odd.stream().mapToDouble(Compared::requests).sum();
      int slices = replicas.grid().size() - odd.getFirst().from();
      return shares.spread(
          path -> path.onService().equals(service), lost, requests / (slices * STEP));
    }

    private Evidence ratio(ServiceName service, Compared worst) {
      Grid grid = replicas.grid();
      double[] ratio = grid.unknown();
      for (int i = 0; i < ratio.length; i++) {
        double nanos = 0;
        double count = 0;
        for (Replica other : replicas.of(service)) {
          if (!Comparisons.same(other, worst.replica())
              && other.place().equals(worst.replica().place())) {
            nanos += other.nanos()[i];
            count += other.count()[i];
          }
        }
        ratio[i] = worst.replica().response(i) / (nanos / count);
      }
      return grid.series("Times slower than the others", "1", ratio, 1);
    }

    private Evidence table(ServiceName service, List<Compared> odd) {
      Set<String> named = new TreeSet<>();
      odd.forEach(one -> named.add(one.replica().instance()));
      List<List<String>> rows = new ArrayList<>();
      for (Replica replica : replicas.of(service)) {
        double count = 0;
        double nanos = 0;
        for (int i = 0; i < replica.count().length; i++) {
          count += replica.count()[i];
          nanos += replica.nanos()[i];
        }
        rows.add(
            List.of(
                replica.instance() + (named.contains(replica.instance()) ? " (!)" : ""),
                replica.version(),
                PlainNumbers.number(count),
                count > 0 ? PlainNumbers.duration(nanos / count) : "",
                settings.of(service, replica.instance())));
      }
      return new Evidence.Table(
          "Instances over the window",
          List.of("instance", "version", "requests", "mean response time", "given"),
          rows);
    }

    private void exemplar(ServiceName service, Compared worst, List<Evidence> into) {
      TraceId trace = null;
      SpanId span = null;
      long longest = 0;
      for (var route : shares.through(service).stream().limit(ROUTES).toList()) {
        for (TraceSample sample : view.traces(route)) {
          for (TraceSpan one : sample.spans()) {
            if (one.kind().isEntry()
                && one.where().service().equals(service)
                && one.instance().equals(worst.replica().instance())
                && one.durationNanos() > longest) {
              longest = one.durationNanos();
              trace = sample.id();
              span = one.id();
            }
          }
        }
      }
      if (trace != null && span != null) {
        into.add(
            new Evidence.TraceRef(
                "the slowest sampled request on this instance", trace, List.of(span)));
      }
    }

    private static Remedy replace(Compared worst) {
      return new Remedy(
          "Replace "
              + worst.replica().instance()
              + " by a fresh one on another host; if that one is as good as the rest, look at the"
              + " old host (neighbours, throttling, disk), else at what the instance was given.",
          Level.LOW,
          Level.LOW,
          List.of());
    }
  }
}
