package dev.headroom.analysis;

import dev.headroom.base.TimeWindow;
import dev.headroom.catalog.Catalog;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKey.Route;
import dev.headroom.rollup.RollupKey.Siblings;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.SiblingOrder;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceSample;
import dev.headroom.signal.ChangeEvent;
import dev.headroom.signal.SpanKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// A model made of what a test puts in. The window is the hour from the start of the first trace of
/// [TraceBuilder#many]; the history is the week before.
public final class FakeView implements ModelView {
  public static final TimeWindow WINDOW =
      new TimeWindow(start(), start().plus(Duration.ofHours(1)));
  public static final TimeWindow HISTORY =
      new TimeWindow(start().minus(Duration.ofDays(7)), start());

  private final Map<ServiceOperation, List<TraceSample>> traces = new LinkedHashMap<>();
  private final Map<RollupKey, TreeMap<Long, Rollup>> rollups = new LinkedHashMap<>();
  private final List<ChangeEvent> changes = new ArrayList<>();

  private static Instant start() {
    return Instant.ofEpochSecond(TraceBuilder.START_NANOS / 1_000_000_000L / 60 * 60);
  }

  /// Adds traces under their routes.
  public FakeView traces(List<TraceSample> samples) {
    samples.forEach(
        sample -> traces.computeIfAbsent(sample.route(), _ -> new ArrayList<>()).add(sample));
    return this;
  }

  /// Fills the rollup of a key in the minute that starts so many minutes after the window's start;
  /// negative minutes are history.
  public FakeView rollup(RollupKey key, long minute, Consumer<Rollup> fill) {
    long second = WINDOW.from().getEpochSecond() + minute * 60;
    fill.accept(
        rollups
            .computeIfAbsent(key, _ -> new TreeMap<>())
            .computeIfAbsent(second, _ -> new Rollup()));
    return this;
  }

  public FakeView change(ChangeEvent change) {
    changes.add(change);
    return this;
  }

  @Override
  public TimeWindow window() {
    return WINDOW;
  }

  @Override
  public TimeWindow history() {
    return HISTORY;
  }

  @Override
  public RollupReader rollups() {
    return this::read;
  }

  private List<RollupReader.Series> read(RollupReader.Query query) {
    long from = query.window().from().getEpochSecond() / 60 * 60;
    long to = query.window().to().getEpochSecond();
    List<RollupReader.Series> found = new ArrayList<>();
    rollups.forEach((key, minutes) -> {
      if (key.kind() == query.kind() && query.filter().test(key)) {
        TreeMap<Long, Rollup> slices = new TreeMap<>();
        minutes
            .subMap(from, to)
            .forEach((minute, value) -> {
              long slice =
                  query.stepSeconds() == 0
                      ? from
                      : minute / query.stepSeconds() * query.stepSeconds();
              slices.computeIfAbsent(slice, _ -> new Rollup()).merge(value);
            });
        if (!slices.isEmpty()) {
          List<RollupReader.Point> points = new ArrayList<>();
          slices.forEach((slice, value) -> points.add(new RollupReader.Point(slice, value)));
          found.add(new RollupReader.Series(key, points));
        }
      }
    });
    return found;
  }

  @Override
  public List<Route> routes() {
    return traces.keySet().stream()
        .map(route -> new Route(route.service(), route.operation(), SpanKind.SERVER))
        .toList();
  }

  @Override
  public List<TraceSample> traces(ServiceOperation route) {
    return traces.getOrDefault(route, List.of());
  }

  @Override
  public SiblingOrder order(ServiceOperation route) {
    return SiblingOrder.of(
        read(
            new RollupReader.Query(
                RollupKind.SIBLINGS,
                new TimeWindow(HISTORY.from(), WINDOW.to()),
                key ->
                    key instanceof Siblings siblings
                        && siblings.service().equals(route.service())
                        && siblings.operation().equals(route.operation()),
                0,
                false)));
  }

  @Override
  public List<ChangeEvent> changes(TimeWindow window) {
    return changes.stream().filter(change -> window.contains(change.at())).toList();
  }

  @Override
  public Catalog catalog() {
    return Catalog.EMPTY;
  }
}
