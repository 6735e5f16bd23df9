package dev.headroom.analysis.regression;

import dev.headroom.analysis.Grid;
import dev.headroom.analysis.ModelView;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Which services got a new version lately, and which version it took the place of.
final class Rollouts {
  static final long STEP = 300;

  /// Slices with requests that each of the two versions needs.
  static final int SLICES_MIN = 6;

  /// The new version must still work: requests in one of so many last slices.
  private static final int LAST_SLICES = 6;

  /// No more than this is looked at before the window.
  static final Duration BEFORE_MAX = Duration.ofHours(24);

  private Rollouts() {}

  /// A service in one environment.
  ///
  /// @param first slice of the new version
  record Rollout(ServiceName service, String environment, String before, String after, int first) {}

  /// The window, and as much of the history as is compared with.
  static TimeWindow span(ModelView view) {
    Instant from = view.window().from().minus(BEFORE_MAX);
    Instant history = view.history().from();
    return new TimeWindow(history.isAfter(from) ? history : from, view.window().to());
  }

  private record Where(ServiceName service, String environment) implements Comparable<Where> {
    @Override
    public int compareTo(Where other) {
      int byService = service.compareTo(other.service);
      return byService != 0 ? byService : environment.compareTo(other.environment);
    }
  }

  /// Requests of one version.
  private record Version(String name, double[] count) {
    int first() {
      for (int i = 0; i < count.length; i++) {
        if (count[i] > 0) {
          return i;
        }
      }
      return count.length;
    }

    int slices() {
      int slices = 0;
      for (double one : count) {
        slices += one > 0 ? 1 : 0;
      }
      return slices;
    }

    double total() {
      double total = 0;
      for (double one : count) {
        total += one;
      }
      return total;
    }

    boolean works() {
      for (int i = Math.max(0, count.length - LAST_SLICES); i < count.length; i++) {
        if (count[i] > 0) {
          return true;
        }
      }
      return false;
    }
  }

  static List<Rollout> read(ModelView view, Grid grid) {
    Map<Where, Map<String, Version>> versions = new TreeMap<>();
    RollupReader.Query query =
        new RollupReader.Query(RollupKind.INSTANCE, span(view), _ -> true, STEP, false);
    for (RollupReader.Series series : view.rollups().read(query)) {
      if (series.key() instanceof RollupKey.Instance key && !key.version().isEmpty()) {
        Version version =
            versions
                .computeIfAbsent(new Where(key.service(), key.environment()), _ -> new TreeMap<>())
                .computeIfAbsent(key.version(), of -> new Version(of, new double[grid.size()]));
        grid.add(series.points(), p -> p.value().count(), version.count());
      }
    }
    List<Rollout> rollouts = new ArrayList<>();
    versions.forEach((where, of) -> add(where, List.copyOf(of.values()), rollouts));
    return rollouts;
  }

  private static void add(Where where, List<Version> versions, List<Rollout> into) {
    Version newest = versions.stream().max(Comparator.comparingInt(Version::first)).orElseThrow();
    versions.stream()
        .filter(version -> version.first() < newest.first() && version.slices() >= SLICES_MIN)
        .max(Comparator.comparingDouble(Version::total))
        .filter(_ -> newest.works() && newest.slices() >= SLICES_MIN)
        .ifPresent(before ->
            into.add(
                new Rollout(
                    where.service(),
                    where.environment(),
                    before.name(),
                    newest.name(),
                    newest.first())));
  }
}
