package dev.headroom.query;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.capacity.Ceiling;
import dev.headroom.capacity.CeilingReader;
import dev.headroom.capacity.Ceilings;
import dev.headroom.capacity.ResourceId;
import dev.headroom.capacity.ResourceLimit;
import dev.headroom.capacity.Scalability;
import dev.headroom.query.view.CeilingView;
import dev.headroom.query.view.ScalabilityView;
import dev.headroom.query.view.WindowView;
import dev.headroom.signal.NodeType;
import dev.headroom.stat.Usl;
import dev.headroom.stat.UslFit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// Shows ceilings. Of one moment, so that all rows of a page rest on the same.
final class CeilingViews {
  private static final int CURVE = 60;

  private final Ceilings ceilings;

  CeilingViews(CeilingReader reader) {
    this.ceilings = reader.ceilings();
  }

  /// The ceiling with the least limit alone, for lists; null when the operation had no traffic.
  @Nullable CeilingView row(ServiceName service, OperationName operation) {
    return view(service, operation, 1);
  }

  /// The ceiling with all limits.
  @Nullable CeilingView whole(ServiceName service, OperationName operation) {
    return view(service, operation, Integer.MAX_VALUE);
  }

  /// The headroom; null when it is not known.
  @Nullable Double headroom(ServiceName service, OperationName operation) {
    Ceiling ceiling = ceilings.of(service, operation);
    Ceiling.Headroom headroom = ceiling == null ? null : ceiling.headroom();
    return headroom == null ? null : headroom.factor();
  }

  private @Nullable CeilingView view(ServiceName service, OperationName operation, int limits) {
    Ceiling ceiling = ceilings.of(service, operation);
    if (ceiling == null) {
      return null;
    }
    Ceiling.Headroom headroom = ceiling.headroom();
    Ceiling.ObjectiveBound bound = ceiling.objectiveBound();
    Ceiling.RunOut out = ceiling.runsOut();
    return new CeilingView(
        new WindowView(ceilings.window().from(), ceilings.window().to(), ceilings.stepSeconds()),
        ceiling.peakPerSecond(),
        ceiling.limits().stream().limit(limits).map(CeilingViews::limit).toList(),
        headroom == null ? null : headroom.factor(),
        headroom == null ? null : headroom.interval().low(),
        headroom == null ? null : headroom.interval().high(),
        ceiling.knee(),
        bound == null
            ? null
            : new CeilingView.ObjectiveLimit(
                bound.objective(), bound.quantile(), bound.thresholdNanos(), bound.perSecond()),
        out == null ? null : new CeilingView.RunOut(out.at(), out.earliest(), out.latest()),
        ceiling.undecided());
  }

  private static CeilingView.Limit limit(ResourceLimit limit) {
    ResourceId resource = limit.resource();
    return new CeilingView.Limit(
        resource.kind().name(),
        resource.node().toString(),
        resource.name(),
        title(resource),
        limit.servers(),
        Double.isNaN(limit.demandSeconds()) ? null : limit.demandSeconds(),
        limit.perSecond(),
        limit.interval().low(),
        limit.interval().high(),
        limit.peakUtilization(),
        limit.saturated(),
        limit.formula());
  }

  /// What a resource is called.
  static String title(ResourceId resource) {
    boolean machine = resource.kind() == ResourceId.Kind.CPU && !resource.name().isEmpty();
    if (machine) {
      return "CPU of " + resource.name();
    }
    if (resource.node().type() != NodeType.SERVICE) {
      String outside =
          resource.node().type().name().toLowerCase(Locale.ROOT) + " " + resource.node().name();
      return resource.name().isEmpty() ? outside : resource.name() + " of " + outside;
    }
    String what =
        switch (resource.kind()) {
          case CPU -> "CPU";
          case CONNECTION_POOL -> "connection pool";
          case THREADS -> "thread pool";
          case LOCK -> "one-at-a-time work";
          case DOWNSTREAM -> "callee";
          case DATABASE -> "database";
        };
    return what
        + (resource.name().isEmpty() ? "" : " " + resource.name())
        + " of "
        + resource.node();
  }

  /// The second opinion on a service; null when it had no traffic.
  @Nullable ScalabilityView scalability(ServiceName service) {
    Scalability of = ceilings.scalability().get(service);
    if (of == null) {
      return null;
    }
    UslFit fit = of.usl();
    return new ScalabilityView(
        of.levels().stream()
            .map(level -> new ScalabilityView.Level(level.inFlight(), level.perSecond()))
            .toList(),
        of.kinds().stream().map(Enum::name).toList(),
        fit == null ? null : law(fit.usl()),
        fit == null ? List.of() : curve(fit.usl(), of.levels().getLast().inFlight()),
        of.ceilingPerSecond(),
        of.undecided());
  }

  static ScalabilityView.Law law(Usl usl) {
    OptionalDouble peak = usl.peakN();
    return new ScalabilityView.Law(
        usl.lambda(), usl.sigma(), usl.kappa(), peak.isPresent() ? peak.getAsDouble() : null);
  }

  /// Throughput by the law up to a little beyond the largest concurrency.
  static List<ScalabilityView.Level> curve(Usl usl, double largest) {
    List<ScalabilityView.Level> curve = new ArrayList<>();
    for (int i = 1; i <= CURVE; i++) {
      double n = largest * UslFit.FURTHEST * i / CURVE;
      curve.add(new ScalabilityView.Level(n, usl.throughput(n)));
    }
    return curve;
  }
}
