package dev.headroom.capacity;

import dev.headroom.base.ServiceName;
import dev.headroom.rollup.RollupKey.Metric;
import dev.headroom.rollup.RollupKey.Operation;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.RollupReader.Query;
import dev.headroom.rollup.RollupReader.Series;
import dev.headroom.signal.SpanKind;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Holds what spans say of a service's load against what its own histogram of requests says, which
/// is not sampled: requests under way are rate times response time on both sides, so they must
/// agree. Where they do not, spans are sampled without telling it, or lost, or durations are wrong.
final class SpanCheck {
  private static final String REQUESTS = "http.server.request.duration";
  private static final double TOLERANCE = 0.02;
  private static final double NANOS = 1e9;

  private SpanCheck() {}

  /// @param requests counted
  /// @param seconds they took in all
  private record Load(double requests, double seconds) {
    static final Load NONE = new Load(0, 0);

    Load plus(double moreRequests, double moreSeconds) {
      return new Load(requests + moreRequests, seconds + moreSeconds);
    }
  }

  /// What is wrong, in a sentence, by service; nothing for services whose spans agree or that send
  /// no such histogram.
  static Map<ServiceName, String> read(RollupReader reader, Slices slices) {
    Map<ServiceName, SortedMap<Long, Load>> metrics = new HashMap<>();
    slicewise(reader, slices, true, metrics);
    Map<ServiceName, String> wrong = new HashMap<>();
    if (metrics.isEmpty()) {
      return wrong;
    }
    Map<ServiceName, SortedMap<Long, Load>> spans = new HashMap<>();
    slicewise(reader, slices, false, spans);
    metrics.forEach((service, told) -> {
      SortedMap<Long, Load> counted = spans.get(service);
      if (counted != null) {
        compare(told, counted, wrong, service);
      }
    });
    return wrong;
  }

  /// By quarters of an hour: coarse enough that it does not matter when exactly metrics are sent.
  private static void slicewise(
      RollupReader reader,
      Slices slices,
      boolean metrics,
      Map<ServiceName, SortedMap<Long, Load>> into) {
    Query query =
        new Query(
            metrics ? RollupKind.METRIC : RollupKind.OPERATION,
            slices.window(),
            key ->
                metrics
                    ? key instanceof Metric metric && metric.metric().equals(REQUESTS)
                    : key instanceof Operation operation && operation.spanKind() == SpanKind.SERVER,
            900,
            false);
    for (Series series : reader.read(query)) {
      SortedMap<Long, Load> loads =
          into.computeIfAbsent(series.key().service(), _ -> new TreeMap<>());
      for (RollupReader.Point point : series.points()) {
        double seconds = point.value().sum() / (metrics ? 1 : NANOS);
        loads.put(
            point.start(),
            loads.getOrDefault(point.start(), Load.NONE).plus(point.value().count(), seconds));
      }
    }
  }

  /// Over the whole quarters that both cover; the first and the last are covered in part.
  private static void compare(
      SortedMap<Long, Load> told,
      SortedMap<Long, Load> counted,
      Map<ServiceName, String> wrong,
      ServiceName service) {
    Load metrics = Load.NONE;
    Load spans = Load.NONE;
    int quarters = 0;
    for (Map.Entry<Long, Load> each : told.entrySet()) {
      Load own = counted.get(each.getKey());
      boolean edge =
          each.getKey().equals(told.firstKey())
              || each.getKey().equals(told.lastKey())
              || each.getKey().equals(counted.firstKey())
              || each.getKey().equals(counted.lastKey());
      if (own != null && !edge) {
        quarters++;
        metrics = metrics.plus(each.getValue().requests(), each.getValue().seconds());
        spans = spans.plus(own.requests(), own.seconds());
      }
    }
    if (metrics.requests() < DemandFit.LEAST_REQUESTS || !(metrics.seconds() > 0)) {
      return;
    }
    // Metrics are sent up to a minute late, which matters at both ends of the stretch.
    double tolerance = TOLERANCE + 2.0 / (15 * quarters);
    double rate = spans.requests() / metrics.requests();
    double underWay = spans.seconds() / metrics.seconds();
    if (Math.abs(rate - 1) > tolerance || Math.abs(underWay - 1) > tolerance) {
      wrong.put(
          service,
          String.format(
              Locale.ROOT,
              "spans of %s show %.0f %% of the requests and %.0f %% of the requests under way that"
                  + " %s shows: spans are sampled or lost, or durations are wrong",
              service,
              100 * rate,
              100 * underWay,
              REQUESTS));
    }
  }
}
