package dev.headroom.signal;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.ServiceName;

/// A node of the map: a service that sends telemetry, or a virtual node seen only through its
/// callers.
///
/// @param type what it is
/// @param name for a service its name; for the others what tells them apart, e.g. `postgresql
///   orders`, `kafka orders-topic`, `psp.example:443`
public record NodeId(NodeType type, String name) {

  public NodeId {
    if (name.isBlank()) {
      throw new HeadroomException(ErrorCode.INVALID, "node name is blank");
    }
  }

  public static NodeId service(ServiceName service) {
    return new NodeId(NodeType.SERVICE, service.value());
  }

  /// `database:postgresql orders`; services are their bare name.
  @Override
  public String toString() {
    return type == NodeType.SERVICE
        ? name
        : type.name().toLowerCase(java.util.Locale.ROOT) + ":" + name;
  }
}
