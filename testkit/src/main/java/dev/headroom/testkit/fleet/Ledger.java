package dev.headroom.testkit.fleet;

import dev.headroom.capacity.ResourceId;
import java.util.LinkedHashMap;
import java.util.Map;

/// Who used how much of what, as it really was. Not thread-safe.
final class Ledger {
  private final int routes;
  private final long fromNanos;
  private final long[] requests;
  private final Map<ResourceId, double[]> busySeconds = new LinkedHashMap<>();
  private final Map<ResourceId, Double> servers = new LinkedHashMap<>();

  /// @param fromNanos requests that started before do not count
  Ledger(int routes, long fromNanos) {
    this.routes = routes;
    this.fromNanos = fromNanos;
    requests = new long[routes];
  }

  void resource(ResourceId id, double count) {
    servers.merge(id, count, Double::sum);
    busySeconds.computeIfAbsent(id, _ -> new double[routes]);
  }

  void request(int route, long now) {
    if (now >= fromNanos) {
      requests[route]++;
    }
  }

  void used(ResourceId id, Request by, long nanos) {
    double[] busy = busySeconds.get(id);
    if (busy != null && by.startNanos() >= fromNanos) {
      busy[by.route()] += nanos / 1e9;
    }
  }

  long requests(int route) {
    return requests[route];
  }

  /// Busy seconds by route.
  Map<ResourceId, double[]> busySeconds() {
    return busySeconds;
  }

  Map<ResourceId, Double> servers() {
    return servers;
  }
}
