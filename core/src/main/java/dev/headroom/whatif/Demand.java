package dev.headroom.whatif;

import dev.headroom.capacity.Ceiling;
import dev.headroom.capacity.ResourceId;
import dev.headroom.capacity.ResourceLimit;
import dev.headroom.finding.Edit;
import dev.headroom.rollup.TraceSample;
import dev.headroom.rollup.TraceSpan;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.stat.Interval;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How much of each resource of a ceiling the route's traces use, before and after edits.
///
/// A database or downstream is used while calls to it last, a connection pool while database calls
/// of its service last, threads while requests are in the service, CPU and locks for the service's
/// own time. Not thread-safe.
final class Demand {
  /// Beyond this the formula of the queue says more about the utilization's error than of waiting.
  private static final double MOST_BUSY = 0.9;

  private final Ceiling ceiling;
  private final double[] before;
  private final double[] after;

  Demand(Ceiling ceiling) {
    this.ceiling = ceiling;
    this.before = new double[ceiling.limits().size()];
    this.after = new double[ceiling.limits().size()];
  }

  /// Adds one trace, as each retiming has it at hand.
  ///
  /// @param share how much of the trace's weight counts
  void add(TraceSample trace, Retiming still, Retiming edited, double share) {
    double weight = trace.weight() * share;
    for (int r = 0; r < before.length; r++) {
      ResourceId resource = ceiling.limits().get(r).resource();
      for (int i = 0; i < trace.spans().size(); i++) {
        TraceSpan span = trace.spans().get(i);
        if (uses(resource, span, i)) {
          boolean own =
              resource.kind() == ResourceId.Kind.CPU || resource.kind() == ResourceId.Kind.LOCK;
          before[r] += weight * (own ? still.ownNanos(i) : still.nanos(i));
          after[r] += weight * (own ? edited.ownNanos(i) : edited.nanos(i));
        }
      }
    }
  }

  private static boolean uses(ResourceId resource, TraceSpan span, int index) {
    NodeId callee = span.callee();
    boolean inside = resource.node().equals(NodeId.service(span.where().service()));
    return switch (resource.kind()) {
      case DATABASE, DOWNSTREAM -> resource.node().equals(callee);
      case CONNECTION_POOL -> inside && callee != null && callee.type() == NodeType.DATABASE;
      case THREADS -> inside && span.entry() == index;
      // Whose work a machine's processors do is not known here: they stay as used as they are.
      case CPU, LOCK -> inside && !span.kind().isExit() && resource.name().isEmpty();
    };
  }

  /// How many times as much of a resource the route would use.
  private double ratio(int resource) {
    return before[resource] > 0 ? after[resource] / before[resource] : 1;
  }

  /// How many times faster work at a resource would get in the busy hour for want of waiting, where
  /// waiting was seen: that of one queue, whose response time is 1 ÷ (1 − utilization) times the
  /// demand (M/M/1). 1 when no such resource is used less.
  double relief() {
    double relief = 1;
    for (int r = 0; r < before.length; r++) {
      ResourceLimit limit = ceiling.limits().get(r);
      if (limit.saturated()) {
        double busy = Math.clamp(limit.peakUtilization(), 0, MOST_BUSY);
        relief = Math.max(relief, (1 - busy * Math.min(1, ratio(r))) / (1 - busy));
      }
    }
    return relief;
  }

  /// The ceiling after the edits; null when there is none.
  Prediction.@Nullable CeilingShift shift(List<Edit> edits) {
    ResourceLimit binding = ceiling.binding();
    if (binding == null) {
      return null;
    }
    ResourceLimit next = binding;
    double least = Double.POSITIVE_INFINITY;
    double growth = 1;
    for (int r = 0; r < before.length; r++) {
      ResourceLimit limit = ceiling.limits().get(r);
      double grows = growth(limit, ratio(r), edits);
      if (limit.perSecond() * grows < least) {
        least = limit.perSecond() * grows;
        next = limit;
        growth = grows;
      }
    }
    return new Prediction.CeilingShift(
        binding.resource(),
        binding.perSecond(),
        next.resource(),
        least,
        new Interval(next.interval().low() * growth, next.interval().high() * growth));
  }

  /// How many times as far a limit would be. Only the route's own share of the resource changes, as
  /// far as it is known; what the other routes take grows along with the rate as before.
  private static double growth(ResourceLimit limit, double ratio, List<Edit> edits) {
    double whole = limit.servers() / limit.perSecond();
    double own = Double.isNaN(limit.demandSeconds()) ? 0 : Math.min(limit.demandSeconds(), whole);
    double then = own * ratio + (whole - own);
    double servers = 1;
    for (Edit edit : edits) {
      if (edit instanceof Edit.PoolSize size && resizes(size, limit.resource())) {
        servers *= (double) size.to() / size.from();
      }
    }
    return then > 0 ? servers * whole / then : Double.POSITIVE_INFINITY;
  }

  private static boolean resizes(Edit.PoolSize edit, ResourceId resource) {
    return resource.node().equals(NodeId.service(edit.target().service()))
        && (resource.kind() == ResourceId.Kind.CONNECTION_POOL
            || resource.kind() == ResourceId.Kind.THREADS)
        && (resource.name().isEmpty()
            || edit.pool().isEmpty()
            || resource.name().equals(edit.pool()));
  }
}
