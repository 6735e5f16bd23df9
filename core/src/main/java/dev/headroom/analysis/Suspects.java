package dev.headroom.analysis;

import dev.headroom.finding.Finding;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/// What an analysis gathers on its way through the visits of sampled traces, to be judged when it
/// has seen them all. Not thread-safe.
///
/// @param <K> what it is about
/// @param <S> what is known of it
public final class Suspects<K extends Comparable<? super K>, S> {
  private final Map<ServiceOperation, Sampled> entries = new HashMap<>();
  private final Map<K, S> suspects = new HashMap<>();
  private final Function<K, S> first;

  /// @param first makes what is known of something that was met for the first time
  public Suspects(Function<K, S> first) {
    this.first = first;
  }

  /// Counts a visit, whether or not what is looked for is in it.
  public void visited(Visit visit) {
    entries.computeIfAbsent(visit.where(), _ -> new Sampled()).add(visit);
  }

  /// What is known so far.
  public S of(K key) {
    return suspects.computeIfAbsent(key, first);
  }

  /// The findings, in the order of the keys.
  ///
  /// @param entry the operation whose visits the suspect is held against
  public List<Finding> judged(
      Function<K, ServiceOperation> entry, BiFunction<S, Sampled, Optional<Finding>> judge) {
    List<Finding> findings = new ArrayList<>();
    suspects.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(suspect -> {
          Sampled visits = entries.get(entry.apply(suspect.getKey()));
          if (visits != null) {
            judge.apply(suspect.getValue(), visits).ifPresent(findings::add);
          }
        });
    return findings;
  }
}
