package dev.headroom.engine.slo;

import dev.headroom.engine.slo.CauseFinder.Cause;
import dev.headroom.signal.NodeId;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where an alert comes from, and under what it is told. It is remembered while the alert lasts,
/// over restarts too.
///
/// @param cause null when nothing is known about where it comes from
/// @param toldFor the node that was its cause when it became a lead; null when it is none, or when
///   that was not known
/// @param lead id of the alert under which it is told; null when it is told by itself
/// @param alone since when that lead is over; null while it lasts
record Placed(
    @Nullable Cause cause,
    @Nullable NodeId toldFor,
    @Nullable String lead,
    @Nullable Instant alone) {

  /// Told by itself, and nothing is known.
  static final Placed UNKNOWN = new Placed(null, null, null, null);

  /// The nodes that it stands for as a lead: what comes from one of them is told under it.
  Set<NodeId> standsFor() {
    Set<NodeId> nodes = new LinkedHashSet<>();
    if (toldFor != null) {
      nodes.add(toldFor);
    }
    if (cause != null) {
      nodes.add(cause.node());
    }
    return nodes;
  }
}
