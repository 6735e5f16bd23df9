package dev.headroom.analysis.singlethread;

import dev.headroom.analysis.Analysis;
import dev.headroom.analysis.AnalysisSpec;
import dev.headroom.analysis.CallKey;
import dev.headroom.analysis.FirstCall;
import dev.headroom.analysis.Grid;
import dev.headroom.analysis.Load;
import dev.headroom.analysis.Load.OperationLoad;
import dev.headroom.analysis.ModelView;
import dev.headroom.analysis.PlainNumbers;
import dev.headroom.analysis.Processes;
import dev.headroom.analysis.Replicas;
import dev.headroom.analysis.RouteShares;
import dev.headroom.analysis.SerialFit;
import dev.headroom.analysis.SerialSuspect;
import dev.headroom.analysis.Words;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.finding.Coverage;
import dev.headroom.finding.Edit;
import dev.headroom.finding.Evidence;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Impact;
import dev.headroom.finding.Remedy;
import dev.headroom.finding.Remedy.Level;
import dev.headroom.finding.Severity;
import dev.headroom.finding.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds services, or operations of theirs, that work on one request at a time.
///
/// The waits of the minutes must be those of one server with one queue ([SerialFit]): before the
/// spans begin (what callers wait beyond the response time) or within them (what calls, a
/// connection pool and the time at rest do not explain). The server is never busier than all the
/// time. Where traces show requests of one instance that are worked on side by side, or its
/// processors are all busy, or its threads are blocked by a monitor, something else is wrong and
/// nothing is said.
public final class SingleThreaded implements Analysis {
  /// All processors are busy from here on.
  static final double CPU_BUSY = 0.85;

  /// Of those who wait, blocked by a monitor: then it is a lock.
  static final double BLOCKED_SHARE = 0.25;

  /// How many workers are advised where processors are not told.
  private static final int WORKERS = 4;

  private static final AnalysisSpec SPEC =
      new AnalysisSpec(
          "single-threaded",
          "One request at a time",
          "A service handles requests one after the other: their waits are those of one server"
              + " with one queue, and traces never show two at work.");

  @Override
  public AnalysisSpec spec() {
    return SPEC;
  }

  @Override
  public List<Finding> analyze(ModelView view) {
    Load load = Load.minutes(view);
    Replicas replicas = Replicas.minutes(view);
    Processes processes = Processes.minutes(view);
    List<SerialSuspect> suspects = new ArrayList<>();
    for (ServiceName service : services(load)) {
      SerialSuspect suspect = suspect(service, load, replicas, processes);
      if (suspect != null && !otherwise(suspect, processes)) {
        suspects.add(suspect);
      }
    }
    if (suspects.isEmpty()) {
      return List.of();
    }
    RouteShares shares = RouteShares.of(view);
    List<Finding> findings = new ArrayList<>();
    for (SerialSuspect suspect : suspects) {
      ServiceName service = suspect.load().where().service();
      Overlaps overlaps =
          Overlaps.of(
              view,
              shares.through(service),
              service,
              suspect.whole() ? null : suspect.load().where().operation(),
              suspect.within(),
              load.grid().at(suspect.from()));
      if (!overlaps.refute()) {
        findings.add(new Report(view, suspect, overlaps, load.grid(), processes, shares).finding());
      }
    }
    return findings;
  }

  private static Set<ServiceName> services(Load load) {
    Set<ServiceName> services = new TreeSet<>();
    load.operations().forEach(one -> services.add(one.where().service()));
    return services;
  }

  /// The service as a whole, else the one of its operations whose waits fit best.
  private static @Nullable SerialSuspect suspect(
      ServiceName service, Load load, Replicas replicas, Processes processes) {
    double[] pool = processes.poolWaitSeconds(service);
    int[] instances = replicas.working(service);
    List<OperationLoad> operations = load.of(service);
    SerialSuspect whole =
        SerialSuspect.of(load.whole(service), operations.size() > 1, instances, pool);
    if (whole != null || operations.size() == 1) {
      return whole;
    }
    SerialSuspect best = null;
    for (OperationLoad one : operations) {
      SerialSuspect suspect = SerialSuspect.of(one, false, instances, pool);
      if (suspect != null
          && (best == null || suspect.fit().correlation() > best.fit().correlation())) {
        best = suspect;
      }
    }
    return best;
  }

  /// Whether something else explains the waits: busy processors or a lock.
  private static boolean otherwise(SerialSuspect suspect, Processes processes) {
    ServiceName service = suspect.load().where().service();
    double cpu = mean(processes.meanCpu(service), suspect.from());
    return cpu >= CPU_BUSY
        || (cpu >= 0.5 && processes.cores(service) == 1)
        || blocked(suspect, processes) >= BLOCKED_SHARE;
  }

  /// Threads blocked by a monitor over requests that wait, both on average.
  private static double blocked(SerialSuspect suspect, Processes processes) {
    double blocked =
        mean(processes.blockedThreads(suspect.load().where().service()), suspect.from());
    return Double.isNaN(blocked) ? 0 : blocked / (waitSeconds(suspect) / seconds(suspect));
  }

  private static double seconds(SerialSuspect suspect) {
    return (suspect.load().count().length - suspect.from()) * 60.0;
  }

  /// All waits together.
  private static double waitSeconds(SerialSuspect suspect) {
    double sum = 0;
    OperationLoad load = suspect.load();
    for (int i = suspect.from(); i < load.count().length; i++) {
      double extra = suspect.within() ? load.own(i) : load.outside(i);
      double wait = extra / 1e9 - suspect.fit().base();
      sum += wait > 0 ? wait * load.count()[i] : 0;
    }
    return sum;
  }

  private static double mean(double[] values, int from) {
    double sum = 0;
    int known = 0;
    for (int i = from; i < values.length; i++) {
      if (!Double.isNaN(values[i])) {
        sum += values[i];
        known++;
      }
    }
    return known == 0 ? Double.NaN : sum / known;
  }

  /// Puts one finding into words.
  private static final class Report {
    private final SerialSuspect suspect;
    private final SerialFit fit;
    private final Overlaps overlaps;
    private final Grid grid;
    private final RouteShares shares;
    private final ServiceName service;
    private final double cpu;
    private final double cores;
    private final Edit.@Nullable Target queue;

    Report(
        ModelView view,
        SerialSuspect suspect,
        Overlaps overlaps,
        Grid grid,
        Processes processes,
        RouteShares shares) {
      this.suspect = suspect;
      this.fit = suspect.fit();
      this.overlaps = overlaps;
      this.grid = grid;
      this.shares = shares;
      this.service = suspect.load().where().service();
      this.cpu = mean(processes.meanCpu(service), suspect.from());
      this.cores = processes.cores(service);
      this.queue = queue(view);
    }

    /// In front of what requests wait: the operation, or what it calls first.
    private Edit.@Nullable Target queue(ModelView view) {
      OperationName operation = suspect.load().where().operation();
      if (!suspect.within()) {
        return Edit.Target.of(service, operation);
      }
      CallKey first = FirstCall.of(view, service, operation, _ -> true);
      return first == null ? null : first.target();
    }

    Finding finding() {
      return new Finding(
          SPEC.id(),
          suspect.whole()
              ? Subject.of(service)
              : Subject.of(service, suspect.load().where().operation()),
          claim(),
          fit.waitShare() >= 0.5 ? Severity.MAJOR : Severity.MINOR,
          confidence(),
          impact(),
          evidence(),
          List.of(remedy()),
          rule(),
          "The claim is wrong if two requests of one instance are ever worked on at the same time,"
              + " or if the waits stay when the service is given a second worker.",
          new Coverage(
              grid.window(suspect.from(), grid.size()),
              fit.minutes(),
              "minutes",
              fit.minutes() / (double) (grid.size() - suspect.from())));
    }

    private String name() {
      return suspect.whole() ? service.value() : service + " " + suspect.load().where().operation();
    }

    private double waitSecondsPerRequest() {
      return fit.waitShare() * fit.serviceSeconds();
    }

    private String claim() {
      return name()
          + " works on one request at a time per instance: each takes "
          + Words.seconds(fit.serviceSeconds())
          + ", and in the busier minutes a request waits another "
          + Words.seconds(waitSecondsPerRequest())
          + (suspect.within() ? " within its span" : " before its span begins")
          + "; more than "
          + PlainNumbers.number(1 / fit.serviceSeconds())
          + " requests per second and instance are not possible.";
    }

    private double confidence() {
      double confidence = 0.55 + 0.2 * Math.min(1, (fit.correlation() - 0.5) / 0.4);
      if (cpu < 0.7 && cores >= 2) {
        confidence += 0.1;
      }
      return overlaps.confirm() ? Math.max(0.93, confidence) : confidence;
    }

    private Impact impact() {
      double requests = 0;
      for (int i = suspect.from(); i < grid.size(); i++) {
        requests += suspect.load().count()[i];
      }
      return shares.spread(
          path ->
              path.onService().equals(service)
                  && (suspect.whole()
                      || path.onOperation().equals(suspect.load().where().operation())),
          waitSeconds(suspect) * 1e9,
          requests / seconds(suspect));
    }

    private List<Evidence> evidence() {
      List<Evidence> evidence = new ArrayList<>();
      evidence.add(
          new Evidence.Figure(
              "Requests per second and instance at which one worker is busy all the time",
              1 / fit.serviceSeconds(),
              Double.NaN,
              Double.NaN,
              "{request}/s",
              "1 ÷ mean time of work " + Words.seconds(fit.serviceSeconds())));
      evidence.add(
          new Evidence.Figure(
              "Rank correlation of the waits with those of one server",
              fit.correlation(),
              Double.NaN,
              Double.NaN,
              "1",
              "Spearman over "
                  + fit.minutes()
                  + " minutes with k s a / (1 - a), k = "
                  + PlainNumbers.number(fit.factor())));
      evidence.add(grid.series("Waits", "s", waits(), 1e-9));
      evidence.add(grid.series("Requests", "{request}/s", suspect.load().count(), 1 / 60.0));
      evidence.add(
          new Evidence.Table(
              "Requests of one instance in traces",
              List.of("there at the same time", "worked on side by side"),
              List.of(
                  List.of(
                      String.valueOf(overlaps.together()),
                      String.valueOf(overlaps.sideBySide())))));
      if (overlaps.exemplar() != null) {
        evidence.add(overlaps.exemplar());
      }
      return evidence;
    }

    private double[] waits() {
      double[] waits = grid.unknown();
      for (int i = 0; i < waits.length; i++) {
        waits[i] = suspect.within() ? suspect.load().own(i) : suspect.load().outside(i);
      }
      return waits;
    }

    private Remedy remedy() {
      int workers = cores >= 2 ? (int) cores : WORKERS;
      return new Remedy(
          "Let "
              + name()
              + " work on up to "
              + workers
              + " requests side by side (a pool of workers, or no shared worker at all)"
              + (cores >= 2 ? "; its instances have " + (int) cores + " processors" : "")
              + ".",
          Level.MEDIUM,
          Level.MEDIUM,
          queue == null ? List.of() : List.of(new Edit.PoolSize(queue, "workers", 1, workers)));
    }

    private String rule() {
      return "rank correlation of waits with those of one server >= "
          + SerialSuspect.CORRELATION
          + " (p <= "
          + SerialSuspect.P_VALUE
          + "), k in "
          + SerialSuspect.FACTOR_MIN
          + " to "
          + PlainNumbers.number(SerialSuspect.FACTOR_MAX)
          + ", busy >= "
          + PlainNumbers.percent(SerialSuspect.BUSY_MIN)
          + " in the busiest tenth of the minutes and never above "
          + PlainNumbers.percent(SerialSuspect.BUSY_MAX)
          + ", wait >= "
          + PlainNumbers.percent(SerialSuspect.WAIT_SHARE)
          + " of the work in the busier half, processors below "
          + PlainNumbers.percent(CPU_BUSY)
          + ". Seen: correlation "
          + PlainNumbers.number(fit.correlation())
          + ", k "
          + PlainNumbers.number(fit.factor())
          + ", busy "
          + PlainNumbers.percent(fit.busy())
          + " (at most "
          + PlainNumbers.percent(fit.most())
          + "), wait "
          + PlainNumbers.percent(fit.waitShare())
          + ", processors "
          + (Double.isNaN(cpu) ? "not told" : PlainNumbers.percent(cpu))
          + "; in traces "
          + overlaps.sideBySide()
          + " of "
          + overlaps.together()
          + " pairs side by side";
    }
  }
}
