package dev.headroom.query.view;

import dev.headroom.signal.NodeType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who calls whom: services, and the databases, caches, queues and external hosts they call.
public record MapView(WindowView window, List<Node> nodes, List<Edge> edges, List<Hint> hints) {
  public MapView {
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
    hints = List.copyOf(hints);
  }

  /// One service or virtual node.
  ///
  /// @param id what edges refer to: a service's bare name, else `type:name`
  /// @param traffic a service's entry spans; for the others all calls that were seen to them
  /// @param saturation the fullest resource known of it; null when nothing is known
  public record Node(
      String id,
      NodeType type,
      String name,
      Ownership ownership,
      Traffic traffic,
      @Nullable Saturation saturation) {}

  /// How full a resource is.
  ///
  /// @param resource e.g. `connection pool orders-db`, `CPU`
  /// @param usedShare the fullest instance's mean over the window
  public record Saturation(String resource, double usedShare) {
    public Saturation {
      Valid.amount("usedShare", usedShare);
    }
  }

  /// All calls from one node to another, or all messages that a service takes from a queue: then
  /// the queue is where the edge comes from and `calls` are the consumptions.
  ///
  /// @param from id of the calling service's node, or of the queue
  /// @param to id of the called node, or of the consuming service
  /// @param calls as the caller sees them
  /// @param calleeLatency as the callee sees the calls; null for virtual nodes
  /// @param callsPerRequest calls per request that the caller serves; null when it serves none
  /// @param attemptsPerCall attempts per distinct call, 1 without retries; null without calls
  /// @param unpairedShare share of the calls that no span of the callee answers; null for virtual
  ///   nodes, whose side is never seen
  public record Edge(
      String from,
      String to,
      Traffic calls,
      @Nullable Latency calleeLatency,
      @Nullable Double callsPerRequest,
      @Nullable Double attemptsPerCall,
      @Nullable Double unpairedShare) {
    public Edge {
      Valid.amount("callsPerRequest", callsPerRequest);
      Valid.amount("attemptsPerCall", attemptsPerCall);
      unpairedShare = Valid.share("unpairedShare", unpairedShare);
    }
  }
}
