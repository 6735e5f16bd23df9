package dev.headroom.signal;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import org.jspecify.annotations.Nullable;

/// All that spans of one sort have in common: who did what, towards whom. Shapes are interned, so
/// the hot path carries one integer per span.
///
/// @param service the service that sent the span
/// @param version `service.version`, empty when absent
/// @param environment `deployment.environment.name`, empty when absent
/// @param region `cloud.region`, empty when absent
/// @param instance `service.instance.id` or what stands in for it, empty when nothing does
/// @param operation the normalised operation name
/// @param kind the span's kind
/// @param peer the virtual node it talks to when no instrumented service answers; null for spans
///   that leave nothing
/// @param peerOperation what it asks of the peer (`SELECT orders`, `publish`), empty when unknown
/// @param statement the normalised statement text of a database call, null for others
public record SpanShape(
    ServiceName service,
    String version,
    String environment,
    String region,
    String instance,
    OperationName operation,
    SpanKind kind,
    @Nullable NodeId peer,
    String peerOperation,
    @Nullable String statement) {}
