package dev.headroom.capacity;

import dev.headroom.base.ServiceName;
import dev.headroom.signal.NodeId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Processors that several processes share: each tells all cores of its machine, so a machine's are
/// counted once, and whoever runs on it uses them.
///
/// Services that are bound together by machines, directly or through others, have one resource:
/// what runs where may change, and none of them can be full while another has room.
final class Machines {
  private static final int NAMES = 3;

  private Machines() {}

  /// @param coresByHost cores of each machine that an instance which is alive runs on; empty when
  ///   the machine is not told, or may have a limit of its own for the process
  /// @param instances how many are alive
  record Processors(Busy busy, Map<String, Double> coresByHost, int instances) {}

  /// The processors, those of one machine put together.
  static List<Busy> shared(List<Processors> all) {
    List<Busy> found = new ArrayList<>();
    Set<Integer> taken = new HashSet<>();
    for (int i = 0; i < all.size(); i++) {
      if (taken.add(i)) {
        List<Processors> together = new ArrayList<>(List.of(all.get(i)));
        gather(all, taken, together);
        found.add(together(together));
      }
    }
    return found;
  }

  private static void gather(List<Processors> all, Set<Integer> taken, List<Processors> together) {
    Set<String> hosts = new HashSet<>(together.getFirst().coresByHost().keySet());
    boolean more = true;
    while (more) {
      more = false;
      for (int i = 0; i < all.size(); i++) {
        Processors other = all.get(i);
        if (!taken.contains(i) && other.coresByHost().keySet().stream().anyMatch(hosts::contains)) {
          taken.add(i);
          together.add(other);
          hosts.addAll(other.coresByHost().keySet());
          more = true;
        }
      }
    }
  }

  private static Busy together(List<Processors> processors) {
    Busy first = processors.getFirst().busy();
    Map<String, Double> cores = new TreeMap<>();
    int instances = 0;
    for (Processors one : processors) {
      one.coresByHost().forEach((host, count) -> cores.merge(host, count, Math::max));
      instances += one.instances();
    }
    if (cores.isEmpty() || (processors.size() == 1 && instances <= cores.size())) {
      return first;
    }
    double servers = cores.values().stream().mapToDouble(count -> count).sum();
    double[] busy = new double[first.busy().length];
    Set<ServiceName> services = new TreeSet<>();
    for (Processors one : processors) {
      services.addAll(one.busy().services());
      for (int i = 0; i < busy.length; i++) {
        busy[i] += one.busy().busy()[i];
      }
    }
    String machine = (cores.size() == 1 ? "machine " : "machines ") + some(cores.keySet());
    return new Busy(
        processors.size() == 1
            ? first.resource()
            : new ResourceId(
                ResourceId.Kind.CPU, NodeId.service(services.iterator().next()), machine),
        List.copyOf(services),
        servers,
        busy,
        true,
        false,
        Double.NaN,
        first.measuredBy()
            + ", the cores of "
            + machine
            + " counted once for "
            + instances
            + " processes of "
            + some(names(services)));
  }

  private static Set<String> names(Set<ServiceName> services) {
    Set<String> names = new TreeSet<>();
    services.forEach(service -> names.add(service.value()));
    return names;
  }

  private static String some(Set<String> names) {
    List<String> first = names.stream().limit(NAMES).toList();
    return String.join(", ", first)
        + (names.size() > first.size() ? " and " + (names.size() - first.size()) + " more" : "");
  }
}
