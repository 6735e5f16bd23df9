package dev.headroom.rollup;

import dev.headroom.base.ServiceName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which indicators are counted. They may change while the system runs: a spec counts from the
/// first batch that a shard takes in after it was set, and no more after it was left out.
///
/// Thread-safe; shards read it without a lock. What is to be counted of a replayed journal must be
/// told to the constructor, before the engine starts.
public final class SliSpecs {
  private volatile Current current;

  /// @param generation another one after each change
  record Current(long generation, Set<SliSpec> all, Map<ServiceName, List<SliSpec>> byService) {}

  public SliSpecs(Collection<SliSpec> initial) {
    current = grouped(0, initial);
  }

  /// Counts these from now on, and no others; equal ones share a counter.
  public synchronized void set(Collection<SliSpec> specs) {
    if (!current.all.equals(Set.copyOf(specs))) {
      current = grouped(current.generation + 1, specs);
    }
  }

  private static Current grouped(long generation, Collection<SliSpec> specs) {
    Map<ServiceName, List<SliSpec>> byService = new LinkedHashMap<>();
    for (SliSpec spec : new LinkedHashSet<>(specs)) {
      byService.computeIfAbsent(spec.service(), _ -> new ArrayList<>()).add(spec);
    }
    return new Current(generation, Set.copyOf(specs), Map.copyOf(byService));
  }

  /// What is counted now.
  public Set<SliSpec> all() {
    return current.all;
  }

  Current current() {
    return current;
  }
}
