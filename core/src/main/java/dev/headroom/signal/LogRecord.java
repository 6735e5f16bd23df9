package dev.headroom.signal;

import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import org.jspecify.annotations.Nullable;

/// One log record as it was sent.
///
/// @param timeNanos when it happened, nanoseconds since the epoch; the observed time where the
///   sender left it out
/// @param observedNanos when the collector saw it, 0 when absent
/// @param severity OTLP's number, 1 (TRACE) to 24 (FATAL4); 0 when absent
/// @param severityText the sender's own word for it
/// @param eventName empty when it is no event
/// @param traceId the trace it belongs to, if any
/// @param spanId the span it belongs to, if any
public record LogRecord(
    long timeNanos,
    long observedNanos,
    int severity,
    String severityText,
    String eventName,
    Value body,
    Attributes attributes,
    int droppedAttributes,
    @Nullable TraceId traceId,
    @Nullable SpanId spanId,
    Attributes resource,
    Scope scope) {}
