package dev.headroom.analysis.diagnosis;

import dev.headroom.signal.Attributes;
import dev.headroom.signal.NodeId;
import java.util.Set;
import java.util.stream.Stream;

/// Which node telemetry belongs to.
public final class NodeNames {
  private NodeNames() {}

  /// `service.name`, else what stands in for it; empty when nothing does.
  public static String of(Attributes resource, Attributes own) {
    String service = resource.text("service.name");
    if (!service.isBlank() && !service.startsWith("unknown_service")) {
      return service;
    }
    String named = own.text("service.name", "service", "service_name", "node");
    if (!named.isBlank()) {
      return named;
    }
    String machine =
        resource.text("k8s.deployment.name", "container.name", "k8s.pod.name", "host.name");
    return machine.isBlank() ? service : machine;
  }

  /// What a node without telemetry of its own is called: as the node of that name which sends some,
  /// when its name, host or last word is one; else as the map calls it.
  public static String peer(NodeId peer, Set<String> known) {
    String name = peer.name();
    int port = name.lastIndexOf(':');
    String host = port > 0 ? name.substring(0, port) : name;
    String last = name.substring(name.lastIndexOf(' ') + 1);
    return Stream.of(name, host, last).filter(known::contains).findFirst().orElse(peer.toString());
  }
}
