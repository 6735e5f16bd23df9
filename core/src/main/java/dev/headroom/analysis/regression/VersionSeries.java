package dev.headroom.analysis.regression;

import dev.headroom.analysis.Grid;
import dev.headroom.analysis.ModelView;
import dev.headroom.analysis.regression.Matched.Slice;
import dev.headroom.analysis.regression.Rollouts.Rollout;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The entry operations of services with rollouts, by version.
final class VersionSeries {
  /// Requests of a slice for its figures to count.
  private static final double REQUESTS_MIN = 20;

  /// A new process compiles and fills caches for so many slices; these do not count.
  private static final int WARM_UP = 2;

  private final Grid grid;
  private final Map<Rollout, Map<OperationName, Versions>> operations = new HashMap<>();

  private VersionSeries(Grid grid) {
    this.grid = grid;
  }

  /// An operation's rollups per slice, null where a version had no requests.
  private record Versions(@Nullable Rollup[] before, @Nullable Rollup[] after) {}

  static VersionSeries read(ModelView view, Grid grid, List<Rollout> rollouts) {
    VersionSeries series = new VersionSeries(grid);
    Set<ServiceName> services = rollouts.stream().map(Rollout::service).collect(Collectors.toSet());
    RollupReader.Query query =
        new RollupReader.Query(
            RollupKind.OPERATION,
            Rollouts.span(view),
            key ->
                key instanceof RollupKey.Operation of
                    && of.spanKind().isEntry()
                    && services.contains(of.service()),
            Rollouts.STEP,
            true);
    for (RollupReader.Series one : view.rollups().read(query)) {
      if (one.key() instanceof RollupKey.Operation key) {
        for (Rollout rollout : rollouts) {
          if (rollout.service().equals(key.service())
              && rollout.environment().equals(key.environment())) {
            series.add(rollout, key, one.points());
          }
        }
      }
    }
    return series;
  }

  private void add(Rollout rollout, RollupKey.Operation key, List<RollupReader.Point> points) {
    boolean after = key.version().equals(rollout.after());
    if (!after && !key.version().equals(rollout.before())) {
      return;
    }
    Versions versions =
        operations
            .computeIfAbsent(rollout, _ -> new TreeMap<>())
            .computeIfAbsent(
                key.operation(),
                _ -> new Versions(new Rollup[grid.size()], new Rollup[grid.size()]));
    @Nullable Rollup[] into = after ? versions.after() : versions.before();
    for (RollupReader.Point point : points) {
      int at = grid.index(point.start());
      if (at >= 0 && at < into.length) {
        into[at] = point.value();
      }
    }
  }

  Set<OperationName> operations(Rollout rollout) {
    return operations.getOrDefault(rollout, Map.of()).keySet();
  }

  /// A figure of the version before, in the order of time.
  List<Slice> before(Rollout rollout, OperationName operation, ToDoubleFunction<Rollup> figure) {
    Versions versions = versions(rollout, operation);
    return slices(versions.before(), versions.after(), 0, figure);
  }

  /// A figure of the new version, in the order of time.
  List<Slice> after(Rollout rollout, OperationName operation, ToDoubleFunction<Rollup> figure) {
    Versions versions = versions(rollout, operation);
    return slices(versions.after(), versions.before(), rollout.first() + WARM_UP, figure);
  }

  private Versions versions(Rollout rollout, OperationName operation) {
    Versions versions = operations.getOrDefault(rollout, Map.of()).get(operation);
    return versions == null ? new Versions(new Rollup[0], new Rollup[0]) : versions;
  }

  private static List<Slice> slices(
      @Nullable Rollup[] of, @Nullable Rollup[] beside, int from, ToDoubleFunction<Rollup> figure) {
    List<Slice> slices = new ArrayList<>();
    for (int i = from; i < of.length; i++) {
      Rollup rollup = of[i];
      if (rollup != null && rollup.count() >= REQUESTS_MIN) {
        Rollup other = beside[i];
        double rate = rollup.count() + (other == null ? 0 : other.count());
        double value = figure.applyAsDouble(rollup);
        if (Double.isFinite(value)) {
          slices.add(new Slice(rate, value));
        }
      }
    }
    return slices;
  }

  /// A figure over time, both versions together, for a chart.
  double[] chart(Rollout rollout, OperationName operation, ToDoubleFunction<Rollup> figure) {
    double[] values = grid.unknown();
    Versions versions = versions(rollout, operation);
    for (int i = 0; i < versions.after().length; i++) {
      Rollup after = versions.after()[i];
      Rollup before = versions.before()[i];
      if (after != null) {
        values[i] = figure.applyAsDouble(after);
      } else if (before != null) {
        values[i] = figure.applyAsDouble(before);
      }
    }
    return values;
  }
}
