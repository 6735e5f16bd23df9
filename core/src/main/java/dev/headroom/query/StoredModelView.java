package dev.headroom.query;

import dev.headroom.analysis.ModelView;
import dev.headroom.base.TimeWindow;
import dev.headroom.catalog.Catalog;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKey.Route;
import dev.headroom.rollup.RollupKey.Siblings;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.SiblingOrder;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceSample;
import dev.headroom.signal.ChangeEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What analyses may look at, from the model as it is stored and folded. Routes, traces and orders
/// are read when they are first asked for, and kept. Not thread-safe.
///
/// At most about [#TRACES_PER_VIEW] traces are held: the more routes, the fewer of each.
final class StoredModelView implements ModelView {
  static final int TRACES_PER_VIEW = 10_000;
  static final int LEAST_TRACES_PER_ROUTE = 20;

  /// The traces of so many routes are looked for together.
  private static final int ROUTES_AT_ONCE = 50;

  private static final SiblingOrder UNKNOWN = SiblingOrder.of(List.of());

  private final Sources sources;
  private final TraceSamples samples;
  private final TimeWindow window;
  private final TimeWindow history;
  private final BooleanSupplier given;
  private final Map<ServiceOperation, List<TraceSample>> traces = new HashMap<>();
  private final Map<Class<?>, Object> shared = new HashMap<>();
  private @Nullable List<Route> routes;
  private @Nullable Map<ServiceOperation, SiblingOrder> orders;

  /// @param given whether nobody waits for the answer any more; asked at every reading
  StoredModelView(Sources sources, TimeWindow window, TimeWindow history, BooleanSupplier given) {
    this.sources = sources;
    this.samples = new TraceSamples(sources.traces(), sources.payloads());
    this.window = window;
    this.history = history;
    this.given = given;
  }

  @Override
  public TimeWindow window() {
    return window;
  }

  @Override
  public TimeWindow history() {
    return history;
  }

  @Override
  public RollupReader rollups() {
    return new RollupReader() {
      @Override
      public List<Series> read(Query query) {
        check();
        return sources.rollups().read(query);
      }

      @Override
      public void tally(Query query, Function<RollupKey, Tally> tallies) {
        check();
        sources.rollups().tally(query, tallies);
      }
    };
  }

  private void check() {
    if (given.getAsBoolean()) {
      throw new ModelViews.GivenUpException();
    }
  }

  @Override
  public List<Route> routes() {
    List<Route> known = routes;
    if (known == null) {
      known =
          rollups()
              .read(new RollupReader.Query(RollupKind.ROUTE, window, _ -> true, 0, false))
              .stream()
              .sorted(
                  Comparator.comparingDouble((RollupReader.Series s) -> s.total().count())
                      .reversed()
                      .thenComparing(s -> String.join("\0", s.key().fields())))
              .map(RollupReader.Series::key)
              .filter(Route.class::isInstance)
              .map(Route.class::cast)
              .toList();
      routes = known;
    }
    return known;
  }

  @Override
  public List<TraceSample> traces(ServiceOperation route) {
    check();
    List<TraceSample> known = traces.get(route);
    if (known == null) {
      List<ServiceOperation> some = withOthers(route);
      Map<ServiceOperation, List<TraceSample>> read = samples.of(some, window, tracesPerRoute());
      some.forEach(each -> traces.put(each, read.getOrDefault(each, List.of())));
      known = read.getOrDefault(route, List.of());
    }
    return known;
  }

  /// The route and others that will be asked for next.
  private List<ServiceOperation> withOthers(ServiceOperation route) {
    Stream<ServiceOperation> unread =
        routes().stream()
            .map(each -> new ServiceOperation(each.service(), each.operation()))
            .filter(each -> !traces.containsKey(each));
    return Stream.concat(Stream.of(route), unread).distinct().limit(ROUTES_AT_ONCE).toList();
  }

  private int tracesPerRoute() {
    int share = TRACES_PER_VIEW / Math.max(1, routes().size());
    return Math.clamp(share, LEAST_TRACES_PER_ROUTE, TRACES_PER_ROUTE);
  }

  @Override
  public SiblingOrder order(ServiceOperation route) {
    Map<ServiceOperation, SiblingOrder> known = orders;
    if (known == null) {
      known = orders();
      orders = known;
    }
    return known.getOrDefault(route, UNKNOWN);
  }

  /// One reading for all routes costs as much as that for one.
  private Map<ServiceOperation, SiblingOrder> orders() {
    Map<ServiceOperation, List<RollupReader.Series>> byRoute = new HashMap<>();
    rollups()
        .read(
            new RollupReader.Query(
                RollupKind.SIBLINGS,
                new TimeWindow(history.from(), window.to()),
                _ -> true,
                0,
                false))
        .forEach(series -> {
          if (series.key() instanceof Siblings key) {
            byRoute
                .computeIfAbsent(
                    new ServiceOperation(key.service(), key.operation()), _ -> new ArrayList<>())
                .add(series);
          }
        });
    Map<ServiceOperation, SiblingOrder> learned = new HashMap<>();
    byRoute.forEach((route, series) -> learned.put(route, SiblingOrder.of(series)));
    return learned;
  }

  @Override
  public List<ChangeEvent> changes(TimeWindow of) {
    return sources.changes().changes(of);
  }

  @Override
  public Catalog catalog() {
    return sources.catalog().catalog();
  }

  @Override
  public <T> T shared(Class<T> what, Supplier<T> work) {
    Object known = shared.get(what);
    if (known == null) {
      known = work.get();
      shared.put(what, known);
    }
    return what.cast(known);
  }
}
