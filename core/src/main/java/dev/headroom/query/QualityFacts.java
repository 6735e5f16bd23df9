package dev.headroom.query;

import dev.headroom.base.ServiceName;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey.Operation;
import dev.headroom.signal.Span;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What is known of a service's telemetry when it is judged.
///
/// @param operations all its operations in the window
/// @param spans of the kept traces that were looked into
/// @param linkedLogs share of its latest log records that name their trace; null without records
/// @param metricNames names of all metrics it ever sent
record QualityFacts(
    ServiceName service,
    Map<Operation, Rollup> operations,
    List<Span> spans,
    boolean metrics,
    boolean logs,
    @Nullable Double linkedLogs,
    Set<String> metricNames) {

  boolean hasSpans() {
    return !operations.isEmpty();
  }

  /// Share of all spans whose key passes; null without spans.
  @Nullable Double share(Predicate<Operation> having) {
    double all = 0;
    double passing = 0;
    for (Map.Entry<Operation, Rollup> entry : operations.entrySet()) {
      all += entry.getValue().observed();
      passing += having.test(entry.getKey()) ? entry.getValue().observed() : 0;
    }
    return all == 0 ? null : Double.valueOf(passing / all);
  }

  /// Share of all spans whose sampling is known; null without spans.
  @Nullable Double samplingKnown() {
    double all = 0;
    double unknown = 0;
    for (Rollup total : operations.values()) {
      all += total.observed();
      unknown += total.unknownWeight();
    }
    return all == 0 ? null : Double.valueOf(1 - unknown / all);
  }

  /// Share of the spans looked into that have what they should; null when it concerns none.
  @Nullable Double share(Predicate<Span> concerned, Predicate<Span> having) {
    long all = spans.stream().filter(concerned).count();
    long passing = spans.stream().filter(concerned).filter(having).count();
    return all == 0 ? null : Double.valueOf((double) passing / all);
  }
}
