package dev.headroom.testkit.fleet;

import dev.headroom.analysis.ModelView;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.catalog.Catalog;
import dev.headroom.otlp.SemanticConventions;
import dev.headroom.otlp.TraceDecoder;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKey.Route;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.SampleTrees;
import dev.headroom.rollup.SiblingOrder;
import dev.headroom.rollup.StoredTrace;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceReader;
import dev.headroom.rollup.TraceSample;
import dev.headroom.signal.ChangeEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What analyses may look at, of a synthetic fleet. Not thread-safe.
public final class FleetView implements ModelView {
  private static final int SEARCHED = 10_000;

  private final TimeWindow window;
  private final TimeWindow history;
  private final RollupReader rollups;
  private final TraceReader traces;
  private final List<ChangeEvent> changes;
  private final Map<ServiceOperation, List<TraceSample>> samples = new HashMap<>();
  private final Map<ServiceOperation, SiblingOrder> orders = new HashMap<>();

  FleetView(
      TimeWindow window,
      TimeWindow history,
      RollupReader rollups,
      TraceReader traces,
      List<ChangeEvent> changes) {
    this.window = window;
    this.history = history;
    this.rollups = rollups;
    this.traces = traces;
    this.changes = List.copyOf(changes);
  }

  /// What there was to look at a while before: a window as long as this one with the history that
  /// there was by then.
  ///
  /// @param before how long before; at most as long as the history
  public FleetView earlier(Duration before) {
    TimeWindow then = new TimeWindow(window.from().minus(before), window.to().minus(before));
    return new FleetView(
        then, new TimeWindow(history.from(), then.from()), rollups, traces, changes);
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
    return rollups;
  }

  @Override
  public List<Route> routes() {
    record Traffic(Route route, double count) {}
    List<Traffic> traffic = new ArrayList<>();
    for (RollupReader.Series series : read(RollupKind.ROUTE)) {
      if (series.key() instanceof Route route) {
        traffic.add(new Traffic(route, series.total().count()));
      }
    }
    return traffic.stream()
        .sorted(
            Comparator.comparingDouble(Traffic::count)
                .reversed()
                .thenComparing(t -> t.route().toString()))
        .map(Traffic::route)
        .toList();
  }

  private List<RollupReader.Series> read(RollupKind kind) {
    return rollups.read(new RollupReader.Query(kind, window, _ -> true, 0, false));
  }

  @Override
  public List<TraceSample> traces(ServiceOperation route) {
    return samples.computeIfAbsent(route, this::load);
  }

  /// A route that consumes messages is found within the traces of its producers.
  private List<TraceSample> load(ServiceOperation route) {
    List<TraceSample> all = samples(route, stored(route.service(), route.operation()));
    if (all.isEmpty()) {
      all = samples(route, stored(null, null));
    }
    List<TraceSample> drawn = all.stream().filter(trace -> trace.weight() > 0).toList();
    List<TraceSample> special = all.stream().filter(trace -> trace.weight() == 0).toList();
    List<TraceSample> counting = even(drawn, TRACES_PER_ROUTE);
    double factor = counting.isEmpty() ? 0 : (double) drawn.size() / counting.size();
    return Stream.concat(
            counting.stream().map(trace -> weighted(trace, factor)),
            even(special, counting.size() / 10).stream())
        .sorted(Comparator.comparingLong(TraceSample::startNanos))
        .toList();
  }

  private List<StoredTrace> stored(
      @Nullable ServiceName service, @Nullable OperationName operation) {
    return traces
        .search(
            new TraceReader.Search(
                window,
                service,
                false,
                operation,
                0,
                Long.MAX_VALUE,
                null,
                Map.of(),
                Long.MAX_VALUE,
                SEARCHED))
        .reversed();
  }

  private static List<TraceSample> samples(ServiceOperation route, List<StoredTrace> stored) {
    return stored.stream()
        .flatMap(trace ->
            SampleTrees.of(
                TraceDecoder.decode(trace.payload()),
                SampleTrees.Meaning.of(SemanticConventions::shape, SemanticConventions::rows),
                trace.weight())
                .stream())
        .filter(sample -> sample.route().equals(route))
        .toList();
  }

  private static TraceSample weighted(TraceSample trace, double factor) {
    return new TraceSample(trace.id(), trace.startNanos(), trace.weight() * factor, trace.spans());
  }

  private static <T> List<T> even(List<T> all, int most) {
    if (all.size() <= most) {
      return all;
    }
    List<T> some = new ArrayList<>(most);
    for (int i = 0; i < most; i++) {
      some.add(all.get((int) ((long) i * all.size() / most)));
    }
    return some;
  }

  @Override
  public SiblingOrder order(ServiceOperation route) {
    return orders.computeIfAbsent(
        route,
        of ->
            SiblingOrder.of(
                rollups.read(
                    new RollupReader.Query(
                        RollupKind.SIBLINGS,
                        window,
                        key ->
                            key instanceof RollupKey.Siblings pair
                                && pair.service().equals(of.service())
                                && pair.operation().equals(of.operation()),
                        0,
                        false))));
  }

  @Override
  public List<ChangeEvent> changes(TimeWindow within) {
    return changes.stream().filter(change -> within.contains(change.at())).toList();
  }

  @Override
  public Catalog catalog() {
    return Catalog.EMPTY;
  }
}
