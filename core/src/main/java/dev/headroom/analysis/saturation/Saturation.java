package dev.headroom.analysis.saturation;

import dev.headroom.analysis.Analysis;
import dev.headroom.analysis.AnalysisSpec;
import dev.headroom.analysis.Grid;
import dev.headroom.analysis.Load;
import dev.headroom.analysis.Load.OperationLoad;
import dev.headroom.analysis.ModelView;
import dev.headroom.analysis.Processes;
import dev.headroom.analysis.Replicas;
import dev.headroom.analysis.RouteShares;
import dev.headroom.base.ServiceName;
import dev.headroom.finding.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds services whose requests wait for processors, or for another resource that tells how much
/// of it is used.
///
/// Utilization alone says little: many cores may be well used and nobody waits. So what counts is
/// the part of own time that is no processor time. It must go with utilization ([Tie]: at a lag of
/// 0 to 2 minutes; within hours, too, where the window has many), be a real part of own time, and
/// be about what a queue for these processors would cause. Of other resources ([Utilizations]) no
/// queue is known; there waits must go with utilization at the same rate, too ([Crowding]).
/// Utilization that is very high without that is only [Severity#WATCH].
public final class Saturation implements Analysis {
  /// A tenth of the minutes must be above.
  static final double BUSY = 0.5;

  /// Above this, utilization alone is worth a watch.
  static final double WATCH = 0.92;

  /// Of own time in the busiest quarter of the minutes, spent waiting.
  static final double WAIT_SHARE = 0.2;

  /// Bounds of the wait over what the queue would cause.
  static final double EXPECTED_MIN = 0.25;

  static final double EXPECTED_MAX = 4;

  /// From here on users notice, by utilization and by the part that waits.
  static final double MAJOR_BUSY = 0.75;

  static final double MAJOR_WAIT = 0.4;

  /// Resources are kept below this share.
  static final double TARGET = 0.6;

  static final AnalysisSpec SPEC =
      new AnalysisSpec(
          "saturation",
          "Requests wait for a resource that is used up",
          "Utilization that goes with waits: time that is no work rises with the utilization of"
              + " processors, as a queue for them would have it, or of threads, memory, disks.");

  @Override
  public AnalysisSpec spec() {
    return SPEC;
  }

  @Override
  public List<Finding> analyze(ModelView view) {
    Processes processes = Processes.minutes(view);
    Map<ServiceName, List<Utilizations.Resource>> others = Utilizations.read(view);
    if (processes.services().isEmpty() && others.isEmpty()) {
      return List.of();
    }
    Seen seen =
        new Seen(processes, Load.minutes(view), Replicas.minutes(view), RouteShares.of(view));
    Set<ServiceName> services = new TreeSet<>(processes.services());
    services.addAll(others.keySet());
    List<Finding> findings = new ArrayList<>();
    for (ServiceName service : services) {
      new OfService(seen, service).judge(others.getOrDefault(service, List.of()), findings);
    }
    return findings;
  }

  /// What was read.
  private record Seen(Processes processes, Load load, Replicas replicas, RouteShares shares) {}

  /// One service.
  private static final class OfService {
    private final Seen seen;
    private final ServiceName service;
    private final OperationLoad whole;
    private final double cores;
    private final double[] cpu;
    private final double[] pool;
    private final int[] working;

    OfService(Seen seen, ServiceName service) {
      this.seen = seen;
      this.service = service;
      whole = seen.load().whole(service);
      cores = seen.processes().cores(service);
      cpu = Alignment.aligned(seen.processes().meanCpu(service), whole.count());
      pool = seen.processes().poolWaitSeconds(service);
      working = seen.replicas().working(service);
    }

    void judge(List<Utilizations.Resource> others, List<Finding> into) {
      CpuQueue queue = queue();
      if (queue != null) {
        into.add(
            new CpuReport(service, queue, whole, cpu, cores, seen.load().grid(), seen.shares())
                .finding());
      }
      boolean forCpu = queue != null && saturates(queue);
      for (Utilizations.Resource resource : others) {
        Crowding crowding = forCpu ? null : crowding(resource, others.size());
        if (crowding != null || resource.busy() >= WATCH) {
          into.add(
              new CrowdReport(
                      resource,
                      crowding,
                      waits(resource),
                      others.size(),
                      seen.load().grid(),
                      seen.shares())
                  .finding());
        }
      }
    }

    /// The first that saturates, of the whole window and its last parts; else one to watch; else
    /// null.
    private @Nullable CpuQueue queue() {
      if (Double.isNaN(cores)) {
        return null;
      }
      CpuQueue watched = null;
      for (int from : Grid.tails(cpu.length)) {
        CpuQueue queue = CpuQueue.of(service, whole, seen.replicas(), cpu, cores, pool, from);
        if (queue != null && saturates(queue)) {
          return queue;
        }
        if (queue != null && watched == null && queue.busy() >= WATCH) {
          watched = queue;
        }
      }
      return watched;
    }

    private @Nullable Crowding crowding(Utilizations.Resource resource, int tried) {
      double[] waits = waits(resource);
      for (int from : Grid.tails(waits.length)) {
        Crowding crowding = Crowding.of(whole, resource.utilization(), waits, from);
        if (crowding != null && crowds(crowding, tried)) {
          return crowding;
        }
      }
      return null;
    }

    /// Seconds per request that are no work, per slice: before the span begins, or within it.
    private double[] waits(Utilizations.Resource resource) {
      double[] waits = new double[cpu.length];
      for (int i = 0; i < waits.length; i++) {
        waits[i] = resource.beforeWork() ? whole.outside(i) / 1e9 : within(i);
      }
      return waits;
    }

    private double within(int at) {
      double count = whole.count()[at];
      double work = cpu[at] * cores * working[at] * Grid.MINUTE / count;
      double lent = pool[at] / count;
      return whole.own(at) / 1e9
          - (Double.isNaN(work) ? 0 : work)
          - (Double.isNaN(lent) ? 0 : lent);
    }
  }

  static boolean crowds(Crowding crowding, int tried) {
    return crowding.busy() >= BUSY
        && crowding.tie().holds(tried)
        && !(crowding.tie().givenRate() < Crowding.GIVEN_RATE)
        && crowding.share() >= WAIT_SHARE;
  }

  static boolean saturates(CpuQueue queue) {
    double asExpected = queue.waitSeconds() / queue.expected();
    return queue.busy() >= BUSY
        && queue.tie().holds(1)
        && queue.waitShare() >= WAIT_SHARE
        && asExpected >= EXPECTED_MIN
        && asExpected <= EXPECTED_MAX;
  }
}
