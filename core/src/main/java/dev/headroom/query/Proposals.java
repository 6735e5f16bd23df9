package dev.headroom.query;

import dev.headroom.base.OperationName;
import dev.headroom.base.Resolution;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.query.view.ProposalsView;
import dev.headroom.query.view.ProposalsView.LeftOut;
import dev.headroom.query.view.ProposalsView.Proposed;
import dev.headroom.query.view.WindowView;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.RollupReader.Query;
import dev.headroom.rollup.SliSpec;
import dev.headroom.signal.SpanKind;
import dev.headroom.slo.Indicator;
import dev.headroom.slo.RouteHistory;
import dev.headroom.slo.RouteHistory.Day;
import dev.headroom.slo.Slo;
import dev.headroom.slo.SloProposal;
import dev.headroom.slo.SloProposals;
import dev.headroom.slo.SloWords;
import dev.headroom.stat.Sketch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads the history of routes and proposes objectives from it.
final class Proposals {
  private static final int HOUR_MINUTES = 60;

  private final Sources sources;
  private final SloModelQueries.Parts parts;

  Proposals(Sources sources, SloModelQueries.Parts parts) {
    this.sources = sources;
    this.parts = parts;
  }

  private record Route(ServiceName service, OperationName operation) {}

  /// What is known of a route so far.
  private static final class History {
    private final Map<Long, Rollup> days = new TreeMap<>();
    private final Map<Long, Double> minutes = new HashMap<>();
    private boolean messages;
    private long first = Long.MAX_VALUE;
  }

  ProposalsView proposals(TimeWindow window, @Nullable ServiceName service) {
    TimeWindow past = new TimeWindow(floor(window.from()), window.to());
    Map<Route, History> routes = histories(past, service);
    Set<Route> entered = entered(past, service);
    List<RouteHistory> histories = new ArrayList<>();
    routes.forEach((route, history) ->
        histories.add(history(route, history, entered.contains(route), past.to())));
    SloProposals proposed = SloProposals.of(histories);
    Owners owners = new Owners(sources.catalog().catalog());
    return new ProposalsView(
        new WindowView(past.from(), past.to(), Resolution.DAY.seconds()),
        proposed.proposals().stream().map(each -> view(each, routes, owners)).toList(),
        proposed.leftOut().stream()
            .map(each -> new LeftOut(each.service().value(), each.operation(), each.reason()))
            .toList(),
        routes.isEmpty() ? Hints.noTraces(new Directory(sources.keys())) : List.of());
  }

  private static Instant floor(Instant instant) {
    return Instant.ofEpochSecond(Resolution.DAY.floor(instant.getEpochSecond()));
  }

  private Map<Route, History> histories(TimeWindow window, @Nullable ServiceName service) {
    Map<Route, History> routes = new HashMap<>();
    read(window, service, Resolution.DAY, true)
        .forEach(series -> {
          RollupKey.Operation key = (RollupKey.Operation) series.key();
          History history = of(routes, key);
          history.messages |= key.spanKind() == SpanKind.CONSUMER;
          for (RollupReader.Point point : series.points()) {
            history.days.computeIfAbsent(point.start(), _ -> new Rollup()).merge(point.value());
          }
        });
    // Which minutes had events is not kept for long; an hour with so many events has as many
    // minutes with one at most, and that is what it is taken for.
    read(window, service, Resolution.HOUR, false)
        .forEach(series -> {
          History history = of(routes, (RollupKey.Operation) series.key());
          for (RollupReader.Point point : series.points()) {
            history.first = Math.min(history.first, point.start());
            history.minutes.merge(
                Resolution.DAY.floor(point.start()),
                Math.min(HOUR_MINUTES, point.value().count()),
                Double::sum);
          }
        });
    refine(routes, service);
    return routes;
  }

  /// Tells the routes with which telemetry began the minute of it, not only the hour.
  private void refine(Map<Route, History> routes, @Nullable ServiceName service) {
    long earliest =
        routes.values().stream().mapToLong(history -> history.first).min().orElse(Long.MAX_VALUE);
    if (earliest == Long.MAX_VALUE) {
      return;
    }
    Instant hour = Instant.ofEpochSecond(earliest);
    TimeWindow window = new TimeWindow(hour, hour.plusSeconds(Resolution.HOUR.seconds()));
    Map<History, Long> exact = new HashMap<>();
    read(window, service, Resolution.MINUTE, false)
        .forEach(series ->
            exact.merge(
                of(routes, (RollupKey.Operation) series.key()),
                series.points().getFirst().start(),
                Math::min));
    exact.forEach((history, first) -> history.first = Math.max(history.first, first));
  }

  private static History of(Map<Route, History> routes, RollupKey.Operation key) {
    return routes.computeIfAbsent(new Route(key.service(), key.operation()), _ -> new History());
  }

  private List<RollupReader.Series> read(
      TimeWindow window, @Nullable ServiceName service, Resolution step, boolean sketches) {
    return sources
        .rollups()
        .read(
            new Query(
                RollupKind.OPERATION,
                window,
                key ->
                    key instanceof RollupKey.Operation operation
                        && operation.spanKind().isEntry()
                        && (service == null || service.equals(key.service())),
                step.seconds(),
                sketches));
  }

  /// The routes with which traces start.
  private Set<Route> entered(TimeWindow window, @Nullable ServiceName service) {
    Set<Route> entered = new HashSet<>();
    sources
        .rollups()
        .read(
            new Query(
                RollupKind.ROUTE,
                window,
                key -> service == null || service.equals(key.service()),
                0,
                false))
        .forEach(series -> {
          if (series.key() instanceof RollupKey.Route key && key.spanKind().isEntry()) {
            entered.add(new Route(key.service(), key.operation()));
          }
        });
    return entered;
  }

  private RouteHistory history(Route route, History history, boolean entered, Instant until) {
    List<Day> days = new ArrayList<>();
    Instant now = sources.clock().instant();
    long end = (until.isBefore(now) ? until : now).getEpochSecond();
    history.days.forEach((start, rollup) -> {
      Sketch sketch = rollup.sketch();
      long from = Math.max(start, history.first);
      double known = Math.max(1, (Math.min(end, start + Resolution.DAY.seconds()) - from) / 60.0);
      days.add(
          new Day(
              rollup.count(),
              Math.min(rollup.errors(), rollup.count()),
              Math.min(known, history.minutes.getOrDefault(start, 0.0)),
              known,
              sketch == null ? new Sketch() : sketch));
    });
    return new RouteHistory(
        route.service(),
        route.operation().value(),
        history.messages ? RouteHistory.Kind.MESSAGE : RouteHistory.Kind.REQUEST,
        entered,
        days);
  }

  private Proposed view(SloProposal proposal, Map<Route, History> routes, Owners owners) {
    Slo slo = proposal.slo();
    Indicator indicator = proposal.objective().indicator();
    return new Proposed(
        slo.name().value(),
        slo.title(),
        proposal.service().value(),
        proposal.operation(),
        owners.of(proposal.service()),
        proposal.objective().name(),
        SloWords.promise(slo, proposal.objective()),
        proposal.objective().target(),
        threshold(indicator),
        achieved(
            indicator,
            routes.getOrDefault(
                new Route(proposal.service(), new OperationName(proposal.operation())),
                new History())),
        String.join(" ", proposal.reasons()),
        parts.slos().current().slo(slo.name()).isPresent(),
        parts.documents().write(slo));
  }

  private static @Nullable Long threshold(Indicator indicator) {
    return indicator instanceof Indicator.Counted(SliSpec spec)
            && spec.bad() instanceof SliSpec.Slower slower
        ? slower.thresholdNanos()
        : null;
  }

  private static @Nullable Double achieved(Indicator indicator, History history) {
    if (!(indicator instanceof Indicator.Counted(SliSpec spec))) {
      return null;
    }
    Rollup all = new Rollup();
    history.days.values().forEach(all::merge);
    Sketch sketch = all.sketch();
    if (all.count() == 0 || sketch == null) {
      return null;
    }
    return switch (spec.bad()) {
      case SliSpec.Failed() -> Math.max(0, 1 - all.errors() / all.count());
      case SliSpec.Slower(long nanos, SliSpec.Failures _) -> sketch.shareAtOrBelow(nanos);
    };
  }
}
