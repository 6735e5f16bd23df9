package dev.headroom.capacity;

import dev.headroom.base.ServiceName;
import java.util.List;

/// How busy a resource was, slice by slice.
///
/// @param services whose requests use it; empty for what services call
/// @param servers how many work side by side at the end of the window
/// @param busy how many were busy on average; NaN where it was not measured
/// @param background whether it may be busy without requests
/// @param databaseOnly whether only requests that ask a database use it
/// @param waitingShare the share of slices in which somebody waited for it; NaN when that was not
///   measured
/// @param measuredBy where the figures come from, e.g. the metrics' names
record Busy(
    ResourceId resource,
    List<ServiceName> services,
    double servers,
    double[] busy,
    boolean background,
    boolean databaseOnly,
    double waitingShare,
    String measuredBy) {

  Busy {
    services = List.copyOf(services);
  }
}
