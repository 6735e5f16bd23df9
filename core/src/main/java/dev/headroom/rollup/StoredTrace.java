package dev.headroom.rollup;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TraceId;

/// A trace, or a late part of one, that the sampling policy keeps raw.
///
/// @param id the trace; several parts may share it
/// @param startNanos start of the root, nanoseconds since the epoch
/// @param durationNanos of the root
/// @param service the root's service
/// @param operation the root's operation: the route when the root is an entry
/// @param error whether any span failed
/// @param spans how many spans the part holds
/// @param services how many services took part
/// @param weight how many traces of its route it stands for among the kept ones (inverse of its
///   probability of being kept), for unbiased re-analysis; 0 for parts that came late and for
///   traces kept for being special
/// @param reason why it was kept
/// @param payload the spans as OTLP TracesData protobuf, uncompressed
public record StoredTrace(
    TraceId id,
    long startNanos,
    long durationNanos,
    ServiceName service,
    OperationName operation,
    boolean error,
    int spans,
    int services,
    double weight,
    KeepReason reason,
    byte[] payload) {

  /// Why a trace is kept.
  public enum KeepReason {
    ERROR,
    SLOW,
    RARE,
    RESERVOIR,
    LATE,
    IMPORTED
  }
}
