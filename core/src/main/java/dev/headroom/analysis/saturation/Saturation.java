package dev.headroom.analysis.saturation;

import dev.headroom.analysis.Analysis;
import dev.headroom.analysis.AnalysisSpec;
import dev.headroom.analysis.Grid;
import dev.headroom.analysis.Load;
import dev.headroom.analysis.Load.OperationLoad;
import dev.headroom.analysis.ModelView;
import dev.headroom.analysis.PlainNumbers;
import dev.headroom.analysis.Processes;
import dev.headroom.analysis.Replicas;
import dev.headroom.analysis.RouteShares;
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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds services whose requests wait for processors.
///
/// Utilization alone says little: many cores may be well used and nobody waits. So what counts is
/// the part of own time that is no processor time. It must go with utilization (at a lag of 0 to 2
/// minutes; within hours, too, where the window has many), be a real part of own time, and be about
/// what a queue for these processors would cause. Utilization that is very high without that is
/// only [Severity#WATCH].
public final class Saturation implements Analysis {
  /// A tenth of the minutes must be above.
  static final double BUSY = 0.5;

  /// Above this, utilization alone is worth a watch.
  static final double WATCH = 0.92;

  static final double CORRELATION = 0.3;
  static final double P_VALUE = 0.001;

  /// Within hours less is asked for: little of the range is left.
  static final double WITHIN_HOURS = 0.15;

  /// Of own time in the busiest quarter of the minutes, spent waiting.
  static final double WAIT_SHARE = 0.2;

  /// Bounds of the wait over what the queue would cause.
  static final double EXPECTED_MIN = 0.25;

  static final double EXPECTED_MAX = 4;

  /// From here on users notice, by utilization and by the part that waits.
  static final double MAJOR_BUSY = 0.75;

  static final double MAJOR_WAIT = 0.4;

  /// Processors are kept below this share.
  private static final double TARGET = 0.6;

  private static final AnalysisSpec SPEC =
      new AnalysisSpec(
          "saturation",
          "Requests wait for processors",
          "Utilization that goes with waits: own time that is no processor time rises with"
              + " utilization, as a queue for these processors would have it.");

  @Override
  public AnalysisSpec spec() {
    return SPEC;
  }

  @Override
  public List<Finding> analyze(ModelView view) {
    Processes processes = Processes.minutes(view);
    if (processes.services().isEmpty()) {
      return List.of();
    }
    Load load = Load.minutes(view);
    Replicas replicas = Replicas.minutes(view);
    RouteShares shares = RouteShares.of(view);
    List<Finding> findings = new ArrayList<>();
    for (ServiceName service : processes.services()) {
      double[] cpu = processes.meanCpu(service);
      OperationLoad whole = load.whole(service);
      CpuQueue queue = queue(service, whole, replicas, cpu, processes);
      if (queue != null) {
        findings.add(
            new Report(service, queue, whole, cpu, processes.cores(service), load.grid(), shares)
                .finding());
      }
    }
    return findings;
  }

  /// The first that saturates, of the whole window and its last parts; else one to watch; else
  /// null.
  private static @Nullable CpuQueue queue(
      ServiceName service,
      OperationLoad whole,
      Replicas replicas,
      double[] cpu,
      Processes processes) {
    double cores = processes.cores(service);
    if (Double.isNaN(cores)) {
      return null;
    }
    double[] pool = processes.poolWaitSeconds(service);
    CpuQueue watched = null;
    for (int from : Grid.tails(cpu.length)) {
      CpuQueue queue = CpuQueue.of(service, whole, replicas, cpu, cores, pool, from);
      if (queue != null && saturates(queue)) {
        return queue;
      }
      if (queue != null && watched == null && queue.busy() >= WATCH) {
        watched = queue;
      }
    }
    return watched;
  }

  private static boolean saturates(CpuQueue queue) {
    double asExpected = queue.waitSeconds() / queue.expected();
    return queue.busy() >= BUSY
        && queue.correlation() >= CORRELATION
        && queue.pValue() <= P_VALUE
        && !(queue.withinHours() < WITHIN_HOURS)
        && queue.waitShare() >= WAIT_SHARE
        && asExpected >= EXPECTED_MIN
        && asExpected <= EXPECTED_MAX;
  }

  private record Report(
      ServiceName service,
      CpuQueue queue,
      OperationLoad whole,
      double[] cpu,
      double cores,
      Grid grid,
      RouteShares shares) {

    Finding finding() {
      boolean waits = saturates(queue);
      return new Finding(
          SPEC.id(),
          Subject.of(service),
          waits ? claim() : watch(),
          severity(waits),
          waits ? 0.6 + 0.35 * Math.min(1, queue.correlation()) : 0.5,
          impact(waits),
          evidence(),
          List.of(remedy()),
          rule(),
          "The claim is wrong if requests do not get faster with more processors at the same load,"
              + " or if own time holds waits for something that sends no spans.",
          new Coverage(
              grid.window(queue.from(), grid.size()),
              queue.minutes(),
              "minutes with utilization and requests",
              queue.minutes() / (double) (grid.size() - queue.from())));
    }

    private String claim() {
      return "Requests of "
          + service
          + " wait for processors: in the busiest quarter of the minutes "
          + PlainNumbers.percent(queue.waitShare())
          + " of their own time ("
          + Words.seconds(queue.waitSeconds())
          + " each), with utilization up to "
          + PlainNumbers.percent(queue.busy())
          + " of "
          + PlainNumbers.number(cores)
          + " processors per instance.";
    }

    private String watch() {
      return "The processors of "
          + service
          + " are "
          + PlainNumbers.percent(queue.busy())
          + " busy in a tenth of the minutes; requests do not wait for them yet.";
    }

    private Severity severity(boolean waits) {
      if (!waits) {
        return Severity.WATCH;
      }
      return queue.busy() >= MAJOR_BUSY || queue.waitShare() >= MAJOR_WAIT
          ? Severity.MAJOR
          : Severity.MINOR;
    }

    private Impact impact(boolean waits) {
      return waits
          ? shares.impact(path -> path.onService().equals(service), queue.waitShare(), Double.NaN)
          : Impact.UNKNOWN;
    }

    private List<Evidence> evidence() {
      double[] own = grid.unknown();
      for (int i = 0; i < own.length; i++) {
        own[i] = whole.own(i);
      }
      List<Evidence> evidence = new ArrayList<>();
      evidence.add(
          new Evidence.Figure(
              "Rank correlation of waits and utilization",
              queue.correlation(),
              Double.NaN,
              Double.NaN,
              "1",
              "Spearman over "
                  + queue.minutes()
                  + " minutes, lag "
                  + queue.lag()
                  + " min; within hours "
                  + text(queue.withinHours())
                  + ", of own time at the same rate "
                  + text(queue.givenRate())));
      evidence.add(
          new Evidence.Comparison(
              "Wait per request in the busiest quarter of the minutes",
              "s",
              "a queue for these processors",
              queue.expected(),
              "seen",
              queue.waitSeconds(),
              queue.pValue()));
      evidence.add(grid.series("Utilization of processors", "1", cpu, 1));
      evidence.add(grid.series("Own time per request", "s", own, 1e-9));
      return evidence;
    }

    private static String text(double value) {
      return Double.isNaN(value) ? "not known" : PlainNumbers.number(value);
    }

    private Remedy remedy() {
      double factor = Math.max(1.2, queue.busy() / TARGET);
      return new Remedy(
          "Give "
              + service
              + " "
              + PlainNumbers.number(factor)
              + " times the processors (more instances, or larger ones), or make its work cheaper:"
              + " a profile of a busy minute shows what takes most.",
          Level.LOW,
          Level.LOW,
          List.of());
    }

    private String rule() {
      return "utilization >= "
          + PlainNumbers.percent(BUSY)
          + " in a tenth of the minutes; rank correlation of waits (own time less processor time)"
          + " with it >= "
          + CORRELATION
          + " at a lag of 0 to "
          + CpuQueue.LAGS
          + " min (p <= "
          + P_VALUE
          + "), within hours >= "
          + WITHIN_HOURS
          + "; waits >= "
          + PlainNumbers.percent(WAIT_SHARE)
          + " of own time and "
          + EXPECTED_MIN
          + " to "
          + PlainNumbers.number(EXPECTED_MAX)
          + " times what a queue would cause; without waits from "
          + PlainNumbers.percent(WATCH)
          + " on only a watch. Seen: utilization "
          + PlainNumbers.percent(queue.busy())
          + ", correlation "
          + PlainNumbers.number(queue.correlation())
          + ", within hours "
          + text(queue.withinHours())
          + ", waits "
          + PlainNumbers.percent(queue.waitShare())
          + ", "
          + PlainNumbers.number(queue.waitSeconds() / queue.expected())
          + " times the queue";
    }
  }
}
