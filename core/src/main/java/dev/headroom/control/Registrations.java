package dev.headroom.control;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.outcome.Metric;
import dev.headroom.outcome.Registration;
import dev.headroom.outcome.Registration.Direction;
import dev.headroom.outcome.Registration.Predicted;
import dev.headroom.plan.EditKind;
import dev.headroom.plan.Proposal;
import dev.headroom.plan.RouteEffect;
import dev.headroom.plan.RouteEffect.Shift;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Writes down what will be measured of an accepted proposal.
final class Registrations {
  private Registrations() {}

  static Registration of(Proposal proposal, Terms terms, long revision, String who, Instant at) {
    Metric metric = metric(terms.metric());
    ServiceOperation route = route(proposal, terms);
    return new Registration(
        proposal.id(),
        revision,
        proposal.advice(),
        proposal.analysis(),
        EditKind.of(proposal.edits()),
        proposal.subject().service(),
        route,
        metric,
        Direction.DOWN,
        terms.minimumEffect() == null ? Registration.USUAL_MINIMUM : terms.minimumEffect(),
        predicted(proposal, route, metric),
        terms.windowMinutes() == null
            ? Registration.USUAL_WINDOW
            : Duration.ofMinutes(terms.windowMinutes()),
        who,
        at);
  }

  private static Metric metric(@Nullable String name) {
    if (name == null || name.isBlank()) {
      return Metric.P95;
    }
    return Arrays.stream(Metric.values())
        .filter(each -> each.name().equalsIgnoreCase(name.strip().replace('-', '_')))
        .findFirst()
        .orElseThrow(() ->
            new HeadroomException(
                ErrorCode.INVALID,
                "metric '"
                    + name
                    + "' is unknown; expected one of "
                    + String.join(
                        ", ",
                        Arrays.stream(Metric.values())
                            .map(each -> each.name().toLowerCase(Locale.ROOT))
                            .toList())));
  }

  /// As told, else the route with the most relief, else what the finding is about.
  private static ServiceOperation route(Proposal proposal, Terms terms) {
    @Nullable String operation = terms.operation();
    if (operation != null && !operation.isBlank()) {
      @Nullable String service = terms.service();
      return new ServiceOperation(
          service == null || service.isBlank()
              ? proposal.subject().service()
              : new ServiceName(service.strip()),
          new OperationName(operation.strip()));
    }
    @Nullable RouteEffect dearest = proposal.dearest();
    if (dearest != null) {
      return dearest.route();
    }
    @Nullable OperationName about = proposal.subject().operation();
    if (about == null) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "operation is missing: nothing was predicted and the finding is about the whole service;"
              + " expected the route to measure");
    }
    return new ServiceOperation(proposal.subject().service(), about);
  }

  private static @Nullable Predicted predicted(
      Proposal proposal, ServiceOperation route, Metric metric) {
    for (RouteEffect effect : proposal.routes()) {
      if (effect.route().equals(route)) {
        return switch (metric) {
          case P50 -> predicted(effect, effect.p50());
          case P95 -> predicted(effect, effect.p95());
          case ERROR_SHARE, CALLS_PER_REQUEST -> null;
        };
      }
    }
    return null;
  }

  private static @Nullable Predicted predicted(RouteEffect effect, Shift shift) {
    double log = shift.logChange();
    if (Double.isNaN(log)) {
      return null;
    }
    double low = Math.log(Math.max(1, shift.interval().low()) / shift.nowNanos());
    double high = Math.log(Math.max(1, shift.interval().high()) / shift.nowNanos());
    return new Predicted(
        log,
        Math.min(low, log),
        Math.max(high, log),
        effect.correction().logShift(),
        effect.correction().widening());
  }
}
