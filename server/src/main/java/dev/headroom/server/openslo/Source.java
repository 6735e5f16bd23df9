package dev.headroom.server.openslo;

import dev.headroom.rollup.SliSpec.Failures;
import dev.headroom.slo.MetricQuery;
import dev.headroom.slo.MetricQuery.Aggregation;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a `metricSource` asks for.
sealed interface Source {
  /// The `spec` it was read from, for problems.
  Section at();

  /// Something that Headroom does not have.
  ///
  /// @param type as declared, empty when it is not
  record Foreign(Section at, String type) implements Source {}

  /// Spans that Headroom counts.
  ///
  /// @param scope which spans: `service`, `operation` and so on; what is missing is any
  /// @param status `ok`, `error` or empty for any
  /// @param fasterNanos only those that took at most that long; null for any
  /// @param slowerNanos only those that took longer; null for any
  /// @param bad which of them are bad, when the source is a whole ratio; null when it is none
  /// @param measure what of them is compared with a bound; empty when nothing is
  /// @param unit of the bound
  /// @param failures what becomes of failed spans when latency is compared
  record Spans(
      Section at,
      Map<String, String> scope,
      String status,
      @Nullable Long fasterNanos,
      @Nullable Long slowerNanos,
      @Nullable Bad bad,
      String measure,
      String unit,
      Failures failures)
      implements Source {
    public Spans {
      scope = java.util.Collections.unmodifiableMap(new TreeMap<>(scope));
    }

    String scope(String field) {
      return scope.getOrDefault(field, "");
    }
  }

  /// Which spans of a whole ratio are bad.
  ///
  /// @param slowerNanos null when those are that failed
  record Bad(@Nullable Long slowerNanos, Failures failures) {}

  /// A metric that Headroom keeps.
  ///
  /// @param service empty for that of the SLO, `*` for any
  /// @param aggregation null for the usual one
  record Metrics(
      Section at,
      String service,
      String metric,
      Map<String, String> attributes,
      @Nullable Aggregation aggregation)
      implements Source {

    /// @param usualService of the SLO
    MetricQuery query(String usualService, Aggregation usual) {
      String of = service.isEmpty() ? usualService : service;
      return new MetricQuery(
          of.equals("*") ? "" : of, metric, attributes, aggregation == null ? usual : aggregation);
    }
  }
}
