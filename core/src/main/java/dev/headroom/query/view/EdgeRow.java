package dev.headroom.query.view;

import dev.headroom.signal.NodeType;
import org.jspecify.annotations.Nullable;

/// Calls from one operation to another, or to a virtual node.
///
/// @param calleeType what is called
/// @param callee the called service or node's name
/// @param calls as the caller sees them
/// @param calleeLatency as the callee sees them; null for virtual nodes
/// @param callsPerRequest per request of the calling operation; null when those are not counted
/// @param attemptsPerCall attempts per distinct call, 1 without retries
/// @param unpairedShare share of the calls that no span of the callee answers; null for virtual
///   nodes
public record EdgeRow(
    String callerService,
    String callerOperation,
    NodeType calleeType,
    String callee,
    String calleeOperation,
    Traffic calls,
    @Nullable Latency calleeLatency,
    @Nullable Double callsPerRequest,
    @Nullable Double attemptsPerCall,
    @Nullable Double unpairedShare) {
  public EdgeRow {
    Valid.amount("callsPerRequest", callsPerRequest);
    Valid.amount("attemptsPerCall", attemptsPerCall);
    unpairedShare = Valid.share("unpairedShare", unpairedShare);
  }
}
