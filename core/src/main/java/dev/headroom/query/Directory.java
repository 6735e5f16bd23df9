package dev.headroom.query;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Which names have ever been seen. Thread-safe.
final class Directory {
  private static final List<RollupKind> KINDS_OF_SERVICES =
      List.of(RollupKind.OPERATION, RollupKind.METRIC, RollupKind.TEMPLATE);

  private final KeyTable keys;

  Directory(KeyTable keys) {
    this.keys = keys;
  }

  SortedSet<ServiceName> services() {
    SortedSet<ServiceName> services = new TreeSet<>();
    for (RollupKind kind : KINDS_OF_SERVICES) {
      for (RollupKey key : keys(kind, _ -> true)) {
        services.add(key.service());
      }
    }
    return services;
  }

  List<String> serviceNames() {
    return services().stream().map(ServiceName::value).toList();
  }

  /// The operations of a service, of all its versions and kinds.
  SortedSet<OperationName> operations(ServiceName service) {
    SortedSet<OperationName> operations = new TreeSet<>();
    for (RollupKey key : keys(RollupKind.OPERATION, k -> k.service().equals(service))) {
      if (key instanceof RollupKey.Operation operation) {
        operations.add(operation.operation());
      }
    }
    return operations;
  }

  /// Operations that traces start with.
  ///
  /// @param filter which routes
  List<String> routeNames(Predicate<RollupKey> filter) {
    SortedSet<String> names = new TreeSet<>();
    for (RollupKey key : keys(RollupKind.ROUTE, filter)) {
      if (key instanceof RollupKey.Route route) {
        names.add(route.operation().value());
      }
    }
    return List.copyOf(names);
  }

  List<RollupKey> keys(RollupKind kind, Predicate<RollupKey> filter) {
    List<RollupKey> found = new ArrayList<>();
    for (int number : keys.matching(kind, filter)) {
      found.add(keys.key(number));
    }
    return found;
  }

  int number(RollupKey key) {
    return keys.number(key);
  }

  /// @throws dev.headroom.base.HeadroomException with `NOT_FOUND` when it was never seen
  void require(ServiceName service) {
    SortedSet<ServiceName> known = services();
    if (!known.contains(service)) {
      throw Closest.unknown(
          "service", service.value(), known.stream().map(ServiceName::value).toList());
    }
  }

  /// @throws dev.headroom.base.HeadroomException with `NOT_FOUND` when it was never seen
  void require(ServiceName service, OperationName operation) {
    SortedSet<OperationName> known = operations(service);
    if (known.isEmpty()) {
      require(service);
    }
    if (!known.contains(operation)) {
      throw Closest.unknown(
          "operation of " + service,
          operation.value(),
          known.stream().map(OperationName::value).toList());
    }
  }
}
