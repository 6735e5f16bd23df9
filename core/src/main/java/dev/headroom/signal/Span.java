package dev.headroom.signal;

import dev.headroom.base.ServiceName;
import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A span with everything that was sent of it; for reading one trace, never on the hot path.
///
/// @param parentId null for a root
/// @param traceState the W3C tracestate, empty when absent
/// @param flags the OTLP flags word
/// @param startNanos nanoseconds since the epoch
/// @param endNanos nanoseconds since the epoch, never before the start
/// @param resource the raw resource attributes
/// @param scope the instrumentation that made it
public record Span(
    TraceId traceId,
    SpanId spanId,
    @Nullable SpanId parentId,
    String traceState,
    int flags,
    String name,
    SpanKind kind,
    long startNanos,
    long endNanos,
    Attributes attributes,
    List<Event> events,
    List<Link> links,
    Status status,
    String statusMessage,
    int droppedAttributes,
    int droppedEvents,
    int droppedLinks,
    Attributes resource,
    Scope scope) {

  public Span {
    events = List.copyOf(events);
    links = List.copyOf(links);
  }

  /// The status, in the order of OTLP's numbers.
  public enum Status {
    UNSET,
    OK,
    ERROR
  }

  /// Something that happened at one moment of the span.
  public record Event(long timeNanos, String name, Attributes attributes, int droppedAttributes) {}

  /// A pointer to a span of the same or another trace.
  public record Link(
      TraceId traceId, SpanId spanId, String traceState, Attributes attributes, int flags) {}

  /// The service that sent the span.
  public ServiceName service() {
    String name = resource.text("service.name");
    return name.isBlank() ? ServiceName.UNKNOWN : new ServiceName(name);
  }

  public long durationNanos() {
    return endNanos - startNanos;
  }
}
