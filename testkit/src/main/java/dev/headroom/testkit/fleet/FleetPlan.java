package dev.headroom.testkit.fleet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A fleet before it runs: its services, what it stores in, who asks for what, and what changes.
/// Mutable while it is planned.
final class FleetPlan {
  final Map<String, ServiceSpec> services = new LinkedHashMap<>();

  /// Statements that run side by side, by database.
  final Map<String, Integer> databases = new LinkedHashMap<>();

  final List<Load> loads = new ArrayList<>();
  final List<Deploy> deploys = new ArrayList<>();
  final List<Slow> slow = new ArrayList<>();
  final List<NewTemplate> templates = new ArrayList<>();
  Curve curve = _ -> 1;

  /// The share of traces whose spans are sent; the sampling is told when below 1.
  double sampled = 1;

  /// How load varies.
  interface Curve {
    /// @param timeNanos since the epoch
    double at(long timeNanos);
  }

  /// Requests that come from outside.
  ///
  /// @param perSecond at a curve of 1
  record Load(String service, String endpoint, double perSecond) {}

  /// A rollout, replica by replica.
  ///
  /// @param factor how many times longer the service's own work takes in the new version
  record Deploy(String service, String version, long atNanos, double factor) {}

  /// A replica that is slower than its siblings.
  ///
  /// @param factor at the end; `drifts` says that it starts at 1 and grows from `fromNanos` on
  record Slow(
      String service, int replica, double factor, boolean drifts, long fromNanos, long toNanos) {
    double at(long now) {
      if (!drifts) {
        return factor;
      }
      double share = (double) (now - fromNanos) / (toNanos - fromNanos);
      return 1 + (factor - 1) * Math.clamp(share, 0, 1);
    }
  }

  /// Log records that begin to appear.
  record NewTemplate(String service, String text, int severity, long fromNanos, double perMinute) {}

  ServiceSpec service(String name) {
    return services.computeIfAbsent(name, ServiceSpec::new);
  }

  void load(String service, String endpoint, double perSecond) {
    loads.add(new Load(service, endpoint, perSecond));
  }

  /// How many times longer the replica's own work takes.
  double slowness(String service, int replica, String version, long now) {
    double factor = 1;
    for (Slow one : slow) {
      if (one.service().equals(service) && one.replica() == replica) {
        factor *= one.at(now);
      }
    }
    for (Deploy deploy : deploys) {
      if (deploy.service().equals(service) && deploy.version().equals(version)) {
        factor *= deploy.factor();
      }
    }
    return factor;
  }
}
