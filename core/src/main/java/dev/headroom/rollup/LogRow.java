package dev.headroom.rollup;

import dev.headroom.base.ServiceName;
import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import org.jspecify.annotations.Nullable;

/// A log record as it is stored and found.
///
/// @param timeNanos nanoseconds since the epoch
/// @param sequence tells records of the same nanosecond apart; given by the fold, unique and
///   ascending over the life of the data directory
/// @param severity OTLP's number, 0 unknown
/// @param body as text
/// @param template number of its [RollupKey.Template] key
/// @param attributes the record's attributes as a JSON object
/// @param resource the resource's attributes as a JSON object
public record LogRow(
    long timeNanos,
    long sequence,
    ServiceName service,
    String version,
    String instance,
    int severity,
    String severityText,
    String eventName,
    String body,
    int template,
    @Nullable TraceId traceId,
    @Nullable SpanId spanId,
    String scope,
    String attributes,
    String resource) {}
