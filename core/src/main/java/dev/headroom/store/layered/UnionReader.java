package dev.headroom.store.layered;

import dev.headroom.base.TimeWindow;
import dev.headroom.base.TraceId;
import dev.headroom.rollup.LogReader;
import dev.headroom.rollup.LogRow;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.StoredTrace;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceReader;
import dev.headroom.store.Pages;
import dev.headroom.store.TelemetryStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/// Reads several snapshots and answers with their union. Thread-safe.
final class UnionReader implements RollupReader {
  private final Source source;

  /// Asks every snapshot that belongs to the union.
  interface Source {
    <T> List<T> ask(Function<TelemetryStore.Snapshot, T> question);
  }

  UnionReader(Source source) {
    this.source = source;
  }

  @Override
  public List<Series> read(Query query) {
    List<List<Series>> answers = source.ask(snapshot -> snapshot.rollups().read(query));
    List<List<Series>> present = answers.stream().filter(part -> !part.isEmpty()).toList();
    if (present.size() < 2) {
      return present.isEmpty() ? List.of() : present.getFirst();
    }
    Map<RollupKey, Series> merged = new LinkedHashMap<>();
    present.forEach(
        part -> part.forEach(series -> merged.merge(series.key(), series, UnionReader::merge)));
    return List.copyOf(merged.values());
  }

  @Override
  public void tally(Query query, Function<RollupKey, Tally> tallies) {
    var _ =
        source.ask(snapshot -> {
          snapshot.rollups().tally(query, tallies);
          return snapshot;
        });
  }

  private static Series merge(Series one, Series other) {
    TreeMap<Long, Rollup> slices = new TreeMap<>();
    one.points().forEach(point -> slices.put(point.start(), point.value()));
    for (Point point : other.points()) {
      Rollup present = slices.putIfAbsent(point.start(), point.value());
      if (present != null) {
        present.merge(point.value());
      }
    }
    List<Point> points = new ArrayList<>(slices.size());
    slices.forEach((start, value) -> points.add(new Point(start, value)));
    return new Series(one.key(), points);
  }

  TraceReader traces() {
    return new TraceReader() {
      @Override
      public List<StoredTrace> find(TraceId id) {
        return source.ask(snapshot -> snapshot.traces().find(id)).stream()
            .flatMap(List::stream)
            .sorted(Comparator.comparingLong(StoredTrace::startNanos))
            .toList();
      }

      @Override
      public List<StoredTrace> search(Search search) {
        List<StoredTrace> found =
            source.ask(snapshot -> snapshot.traces().search(search)).stream()
                .flatMap(List::stream)
                .sorted(Pages.NEWEST_TRACE)
                .toList();
        return Pages.cut(found, search.limit());
      }

      @Override
      public List<Head> heads(Search search) {
        return source.ask(snapshot -> snapshot.traces().heads(search)).stream()
            .flatMap(List::stream)
            .sorted(Head.NEWEST)
            .limit(search.limit())
            .toList();
      }

      @Override
      public Map<ServiceOperation, List<Head>> heads(
          Collection<ServiceOperation> roots, TimeWindow window, int mostOfEach) {
        Map<ServiceOperation, List<Head>> all = new HashMap<>();
        source
            .ask(snapshot -> snapshot.traces().heads(roots, window, mostOfEach))
            .forEach(part ->
                part.forEach(
                    (root, heads) -> all.merge(root, heads, (a, b) -> newest(a, b, mostOfEach))));
        return all;
      }

      private List<Head> newest(List<Head> one, List<Head> other, int most) {
        return Stream.concat(one.stream(), other.stream()).sorted(Head.NEWEST).limit(most).toList();
      }

      @Override
      public List<StoredTrace> read(Collection<Head> heads) {
        return source.ask(snapshot -> snapshot.traces().read(heads)).stream()
            .flatMap(List::stream)
            .sorted(Pages.NEWEST_TRACE.reversed())
            .toList();
      }
    };
  }

  LogReader logs() {
    return search ->
        source.ask(snapshot -> snapshot.logs().search(search)).stream()
            .flatMap(List::stream)
            .sorted(
                Comparator.<LogRow, LogReader.Cursor>comparing(Pages::cursor, Pages.LOG_ORDER)
                    .reversed())
            .limit(search.limit())
            .toList();
  }
}
