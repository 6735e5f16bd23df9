package dev.headroom.testkit.fleet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How a service is set up. Mutable while a fleet is planned, then left alone.
final class ServiceSpec {
  final String name;
  final Map<String, Endpoint> endpoints = new LinkedHashMap<>();

  /// Size of the pool by database.
  final Map<String, Integer> pools = new LinkedHashMap<>();

  /// Locks that each replica has.
  final List<String> locks = new ArrayList<>();

  int replicas = 2;
  int cores = 1;

  /// Requests that are worked on at once per replica.
  int workers = 40;

  /// Requests that may wait for a worker; more are refused.
  int queueMax = 200;

  /// Whether statements are sent with their literals.
  boolean literals;

  /// Log lines per request.
  double logShare = 0.05;

  HeapSpec heap = new HeapSpec(1024, 220, 0, 4, 400, 6, 0.04);

  ServiceSpec(String name) {
    this.name = name;
  }

  /// What a service does when it is asked.
  ///
  /// @param name `GET /products/{id}`, or `process order-events`
  /// @param errorShare of requests that fail by themselves, 0 to 1
  /// @param failFrom from when on that holds, nanoseconds since the epoch
  record Endpoint(String name, Step body, double errorShare, long failFrom) {}

  /// @param limitMb as of -Xmx
  /// @param liveMb what survives collections
  /// @param leakMbPerHour by how much that grows
  /// @param perRequestMb what a request allocates
  /// @param edenMb what can be allocated between two collections while there is room
  /// @param pauseMs of a collection, plus `pauseMsPerMb` for all that is alive
  record HeapSpec(
      double limitMb,
      double liveMb,
      double leakMbPerHour,
      double perRequestMb,
      double edenMb,
      double pauseMs,
      double pauseMsPerMb) {}

  void on(String endpoint, Step... steps) {
    failing(endpoint, 0.0005, 0, steps);
  }

  void failing(String endpoint, double errorShare, long failFrom, Step... steps) {
    Step body = steps.length == 1 ? steps[0] : new Step.Sequence(List.of(steps));
    endpoints.put(endpoint, new Endpoint(endpoint, body, errorShare, failFrom));
  }
}
