package dev.headroom.rollup;

import dev.headroom.base.TraceId;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import java.util.List;

/// A kept trace made ready for analysis: one root with all spans below it, on one clock.
///
/// @param id the trace
/// @param startNanos of the root, nanoseconds since the epoch
/// @param weight how many traces of its route it stands for; 0 for one that was kept for being
///   special (slow, failed, rare): such a trace shows things but counts for nothing
/// @param spans parents before their children, siblings by start; the first is the root
public record TraceSample(TraceId id, long startNanos, double weight, List<TraceSpan> spans) {

  public TraceSample {
    spans = List.copyOf(spans);
  }

  /// By the trace and its root's start: samples are put into sets, and hashing all spans would cost
  /// more than analysing them.
  @Override
  public int hashCode() {
    return 31 * id.hashCode() + Long.hashCode(startNanos);
  }

  public TraceSpan root() {
    return spans.getFirst();
  }

  /// The route that the trace took.
  public ServiceOperation route() {
    return root().where();
  }
}
