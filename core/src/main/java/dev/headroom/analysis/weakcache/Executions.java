package dev.headroom.analysis.weakcache;

import dev.headroom.analysis.Call;
import dev.headroom.analysis.CallKey;
import dev.headroom.analysis.ModelView;
import dev.headroom.analysis.Visit;
import dev.headroom.rollup.RollupKey.Statement;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import java.util.HashMap;
import java.util.Map;

/// How often commands and statements ran: in the sampled requests, and in all of them. Not
/// thread-safe.
final class Executions {
  private final Map<CallKey, Integer> sampled = new HashMap<>();
  private final Map<Statement, Double> counted = new HashMap<>();

  void sampled(Visit visit) {
    if (visit.weight() > 0) {
      for (Call call : visit.calls()) {
        if (call.key().isStore()) {
          sampled.merge(call.key(), 1, Integer::sum);
        }
      }
    }
  }

  /// Reads how often those that were sampled ran in the window.
  void count(ModelView view) {
    if (sampled.isEmpty()) {
      return;
    }
    for (RollupReader.Series series :
        view.rollups()
            .read(
                new RollupReader.Query(RollupKind.STATEMENT, view.window(), _ -> true, 0, false))) {
      if (series.key() instanceof Statement statement) {
        counted.merge(statement, series.total().count(), Double::sum);
      }
    }
  }

  /// In sampled requests that count.
  int sampled(CallKey key) {
    return sampled.getOrDefault(key, 0);
  }

  /// In all requests of the operation, whichever of its spans made the call; 0 when not known.
  double counted(CallKey key) {
    return counted.getOrDefault(
        new Statement(
            key.entry().service(), key.entry().operation(), key.callee(), key.statement()),
        0.0);
  }
}
