package dev.headroom.capacity;

import dev.headroom.signal.NodeId;

/// Something that requests need a share of, and of which there is only so much.
///
/// @param node where it is: a service, or a database or peer seen through its callers
/// @param name tells it from others of its kind at the node, e.g. the pool's name; may be empty
public record ResourceId(Kind kind, NodeId node, String name) {

  /// What sort of resource.
  public enum Kind {
    CPU,
    CONNECTION_POOL,
    THREADS,
    LOCK,
    DOWNSTREAM,
    DATABASE
  }
}
