package dev.headroom.demo.wire;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Where the other services answer; replaced while rolling out. Thread safe.
public final class Endpoints {
  private final Map<String, List<Integer>> ports = new ConcurrentHashMap<>();
  private final AtomicInteger turn = new AtomicInteger();

  /// Replaces the ports of a service.
  public void set(String service, List<Integer> servicePorts) {
    ports.put(service, List.copyOf(servicePorts));
  }

  /// The base address of one instance, each in turn; the host is the service's name.
  ///
  /// @throws DownstreamException when no instance is known
  public String next(String service) {
    List<Integer> known = ports.get(service);
    if (known == null) {
      throw new DownstreamException(503, "no instance of " + service + " is known");
    }
    int index = Math.floorMod(turn.getAndIncrement(), known.size());
    return "http://" + service + ":" + known.get(index);
  }
}
