package dev.headroom.capacity;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The ceilings of all entry operations, as they were at one moment. Immutable.
///
/// @param window what they rest on
/// @param stepSeconds the slices it was looked at in
/// @param all by what they are of; operations without traffic are left out
/// @param scalability second opinions, by service
public record Ceilings(
    TimeWindow window,
    long stepSeconds,
    Map<ServiceOperation, Ceiling> all,
    Map<ServiceName, Scalability> scalability) {

  public Ceilings {
    all = Map.copyOf(all);
    scalability = Map.copyOf(scalability);
  }

  /// The ceiling of an entry operation; null when it had no traffic.
  public @Nullable Ceiling of(ServiceName service, OperationName operation) {
    return all.get(new ServiceOperation(service, operation));
  }
}
