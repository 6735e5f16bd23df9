package dev.headroom.query.view;

import org.jspecify.annotations.Nullable;

/// One resource of a service over time, from its metrics.
///
/// @param group what it is about
/// @param title e.g. `CPU`, `Connection pool orders-db`
/// @param chart one line per instance, or per part of the resource
/// @param usedShare how full it is: the fullest instance's mean; null when there is no limit to
///   compare with
/// @param formula which metrics it comes from
public record ResourceView(
    Group group, String title, Chart chart, @Nullable Double usedShare, String formula) {

  /// The resources that stall systems.
  public enum Group {
    CPU,
    MEMORY,
    THREADS,
    POOL,
    GARBAGE_COLLECTION
  }

  public ResourceView {
    Valid.amount("usedShare", usedShare);
  }
}
