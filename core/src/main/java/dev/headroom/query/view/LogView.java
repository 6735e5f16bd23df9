package dev.headroom.query.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One log record.
///
/// @param severity OTLP's number, 0 unknown
/// @param level `TRACE`, `DEBUG`, `INFO`, `WARN`, `ERROR`, `FATAL`, or empty when unknown
/// @param template id of its template, see [TemplateRow]
/// @param traceId null when it belongs to none
public record LogView(
    Instant at,
    String service,
    String version,
    String instance,
    int severity,
    String level,
    String eventName,
    String body,
    int template,
    @Nullable String traceId,
    @Nullable String spanId,
    String scope,
    List<AttributeView> attributes,
    List<AttributeView> resource) {
  public LogView {
    attributes = List.copyOf(attributes);
    resource = List.copyOf(resource);
  }
}
