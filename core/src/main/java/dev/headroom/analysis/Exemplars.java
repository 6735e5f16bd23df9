package dev.headroom.analysis;

import dev.headroom.finding.Evidence.TraceRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// Keeps the visits that show something best, each of another trace. Not thread-safe.
public final class Exemplars {
  private static final int MOST = 3;

  private final List<Shown> shown = new ArrayList<>();

  private record Shown(double score, Visit visit, List<Call> calls) {}

  /// Offers a visit; those with the highest scores are kept.
  public void offer(double score, Visit visit, Collection<Call> calls) {
    if (shown.size() == MOST && score <= shown.getLast().score) {
      return;
    }
    shown.removeIf(
        other -> other.visit.trace().id().equals(visit.trace().id()) && other.score < score);
    boolean known =
        shown.stream().anyMatch(other -> other.visit.trace().id().equals(visit.trace().id()));
    if (!known) {
      shown.add(new Shown(score, visit, List.copyOf(calls)));
      shown.sort(Comparator.comparingDouble(Shown::score).reversed());
      if (shown.size() > MOST) {
        shown.removeLast();
      }
    }
  }

  /// The traces, best first.
  ///
  /// @param what a trace shows, in a few words
  public List<TraceRef> refs(String what) {
    return shown.stream().map(one -> one.visit.show(what, one.calls)).toList();
  }
}
