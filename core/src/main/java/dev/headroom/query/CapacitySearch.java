package dev.headroom.query;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.loadtest.CapacityTest;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import org.jspecify.annotations.Nullable;

/// Which load tests are wanted; null for any.
public record CapacitySearch(
    @Nullable ServiceName service,
    @Nullable OperationName operation,
    @Nullable String environment) {
  /// All of them.
  public static final CapacitySearch ALL = new CapacitySearch(null, null, null);

  boolean passes(CapacityTest test) {
    ServiceOperation route = test.tested().route();
    return (service == null || (route != null && route.service().equals(service)))
        && (operation == null || (route != null && route.operation().equals(operation)))
        && (environment == null || environment.equals(test.tested().environment()));
  }
}
