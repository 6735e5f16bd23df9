package dev.headroom.rollup;

import dev.headroom.base.SpanId;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.SpanKind;
import org.jspecify.annotations.Nullable;

/// A span of a [TraceSample].
///
/// @param parent index of the parent within the trace; -1 for the root
/// @param entry index of the nearest span, itself included, with which the work entered its service
///   (SERVER, CONSUMER or the root)
/// @param where whose span it is, by the normalised operation
/// @param startNanos after the start of the root, with the clocks of hosts corrected; may be
///   negative
/// @param endNanos likewise; never before the start
/// @param exclusiveNanos its own time on the critical path of the root
/// @param callee the virtual node or service that a client or producer span calls; null for others
/// @param statement the normalised text of a database statement; empty for others
/// @param rows how many rows came back; -1 when not told
/// @param instance `service.instance.id` or the host; empty when not told
/// @param version `service.version`; empty when not told
/// @param attributes those that tell what exactly was asked for: statements with parameters, URLs,
///   methods, and whether a cache knew
public record TraceSpan(
    SpanId id,
    int parent,
    int entry,
    ServiceOperation where,
    SpanKind kind,
    long startNanos,
    long endNanos,
    long exclusiveNanos,
    boolean error,
    @Nullable NodeId callee,
    String statement,
    long rows,
    String instance,
    String version,
    Attributes attributes) {

  public long durationNanos() {
    return endNanos - startNanos;
  }
}
