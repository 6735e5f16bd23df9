package dev.headroom.query;

import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What series of a metric are looked for.
///
/// @param service null for all
/// @param instance empty for all
/// @param attributes exact texts that a series carries
/// @param limit series at most, 1 to 1,000
public record MetricSearch(
    TimeWindow window,
    String metric,
    @Nullable ServiceName service,
    String instance,
    Map<String, String> attributes,
    int limit) {
  public MetricSearch {
    attributes = Map.copyOf(attributes);
    Page.checkLimit(limit);
  }
}
