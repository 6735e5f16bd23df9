package dev.headroom.analysis;

import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/// What each instance of a service did, per slice.
public final class Replicas {
  private final Grid grid;
  private final Map<ServiceName, Map<String, Replica>> byService = new TreeMap<>();

  private Replicas(Grid grid) {
    this.grid = grid;
  }

  /// One instance, whatever versions it ran; every array has a value per slice.
  ///
  /// @param place environment and region; only instances of one place are alike
  /// @param version the last one it ran; empty when not told
  /// @param count requests
  /// @param errors failed ones
  /// @param nanos sum of durations
  public record Replica(
      String instance,
      String place,
      String version,
      double[] count,
      double[] errors,
      double[] nanos) {
    private Replica latest(String newer, int until) {
      for (int i = until; i < count.length; i++) {
        if (count[i] > 0) {
          return this;
        }
      }
      return new Replica(instance, place, newer, count, errors, nanos);
    }

    /// Mean response time of a slice in nanoseconds; NaN without requests.
    public double response(int at) {
      return count[at] > 0 ? nanos[at] / count[at] : Double.NaN;
    }
  }

  /// The minutes of the view's window.
  public static Replicas minutes(ModelView view) {
    return view.shared(Replicas.class, () -> read(view, view.window(), Grid.MINUTE));
  }

  public static Replicas read(ModelView view, TimeWindow window, long step) {
    Replicas replicas = new Replicas(Grid.of(window, step));
    RollupReader.Query query =
        new RollupReader.Query(RollupKind.INSTANCE, window, _ -> true, step, false);
    for (RollupReader.Series series : view.rollups().read(query)) {
      if (series.key() instanceof RollupKey.Instance key) {
        replicas.add(key, series);
      }
    }
    return replicas;
  }

  private void add(RollupKey.Instance key, RollupReader.Series series) {
    Map<String, Replica> replicas = byService.computeIfAbsent(key.service(), _ -> new TreeMap<>());
    Replica known = replicas.get(key.instance());
    Replica replica = known == null ? empty(key) : known;
    int last = grid.index(series.points().getLast().start());
    replica = replica.latest(key.version(), last + 1);
    replicas.put(key.instance(), replica);
    grid.add(series.points(), p -> p.value().count(), replica.count());
    grid.add(series.points(), p -> p.value().errors(), replica.errors());
    grid.add(series.points(), p -> p.value().sum(), replica.nanos());
  }

  private Replica empty(RollupKey.Instance key) {
    int size = grid.size();
    return new Replica(
        key.instance(),
        key.environment() + "/" + key.region(),
        key.version(),
        new double[size],
        new double[size],
        new double[size]);
  }

  public Grid grid() {
    return grid;
  }

  /// The services that have instances, by name.
  public Collection<ServiceName> services() {
    return byService.keySet();
  }

  /// By name.
  public Collection<Replica> of(ServiceName service) {
    return byService.getOrDefault(service, Map.of()).values();
  }

  /// How many instances of the service had requests in each slice; at least 1.
  public int[] working(ServiceName service) {
    int[] working = new int[grid.size()];
    for (Replica replica : of(service)) {
      for (int i = 0; i < working.length; i++) {
        working[i] += replica.count()[i] > 0 ? 1 : 0;
      }
    }
    for (int i = 0; i < working.length; i++) {
      working[i] = Math.max(1, working[i]);
    }
    return working;
  }
}
