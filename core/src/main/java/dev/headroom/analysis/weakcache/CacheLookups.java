package dev.headroom.analysis.weakcache;

import dev.headroom.analysis.Call;
import dev.headroom.analysis.CallKey;
import dev.headroom.analysis.ModelView;
import dev.headroom.analysis.RouteSamples;
import dev.headroom.analysis.Suspects;
import dev.headroom.analysis.Visit;
import dev.headroom.finding.Finding;
import dev.headroom.signal.NodeType;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Tells hits from misses by the spans of cache commands and by what follows them.
final class CacheLookups {
  private CacheLookups() {}

  static List<Finding> find(ModelView view, List<RouteSamples> routes) {
    Suspects<CallKey, LookedUp> lookups = new Suspects<>(LookedUp::new);
    Executions executions = new Executions();
    for (RouteSamples route : routes) {
      route.visits(visit -> {
        executions.sampled(visit);
        gather(visit, lookups);
      });
    }
    executions.count(view);
    return lookups.judged(
        CallKey::entry, (seen, visits) -> seen.judge(visits, executions, view.window()));
  }

  private static void gather(Visit visit, Suspects<CallKey, LookedUp> lookups) {
    lookups.visited(visit);
    List<Call> calls = visit.calls();
    for (int i = 0; i < calls.size(); i++) {
      Call call = calls.get(i);
      if (call.key().callee().type() == NodeType.CACHE && call.reads()) {
        List<Call> after = calls.subList(i + 1, untilNextLookup(calls, i));
        lookups.of(call.key()).add(visit, call, after);
      }
    }
  }

  private static int untilNextLookup(List<Call> calls, int lookup) {
    int next = lookup + 1;
    while (next < calls.size()
        && !(calls.get(next).key().callee().type() == NodeType.CACHE && calls.get(next).reads())) {
      next++;
    }
    return next;
  }

  /// How a lookup ended, or seems to have ended.
  enum Result {
    HIT,
    MISS,
    /// Nothing was read afterwards.
    ENOUGH,
    /// Something was read afterwards, and the cache was told.
    FILLED,
    /// Something was read afterwards.
    READ_ON
  }

  static Result result(Call lookup, List<Call> after) {
    String told =
        lookup
            .span()
            .attributes()
            .text("cache.hit", "cache.result", "db.cache.hit")
            .toLowerCase(Locale.ROOT);
    if (Set.of("true", "hit").contains(told)) {
      return Result.HIT;
    }
    if (Set.of("false", "miss").contains(told)) {
      return Result.MISS;
    }
    if (lookup.span().rows() >= 0) {
      return lookup.span().rows() > 0 ? Result.HIT : Result.MISS;
    }
    boolean read = false;
    for (Call call : after) {
      if (call.key().callee().equals(lookup.key().callee())) {
        return read ? Result.FILLED : Result.ENOUGH;
      }
      read |= call.reads();
    }
    return read ? Result.READ_ON : Result.ENOUGH;
  }
}
