package dev.headroom.analysis.regression;

import dev.headroom.analysis.Grid;
import dev.headroom.analysis.ModelView;
import dev.headroom.analysis.regression.Rollouts.Rollout;
import dev.headroom.base.OperationName;
import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.signal.NodeType;
import java.util.HashMap;
import java.util.Map;

/// What callees explain of a slowdown: a service that calls as often as before, but is answered
/// later, is not to blame. Databases are left out, as what is asked of them is the version's doing.
final class Callees {
  private Callees() {}

  /// By how many nanoseconds per request calls got longer since the new version came, at the number
  /// of calls of before.
  static double longer(ModelView view, Grid grid, Rollout rollout, OperationName operation) {
    Map<RollupKey, Rollup> before =
        calls(view, grid.window(0, rollout.first()), rollout, operation);
    Map<RollupKey, Rollup> after =
        calls(view, grid.window(rollout.first(), grid.size()), rollout, operation);
    double requests = requests(view, grid.window(0, rollout.first()), rollout, operation);
    double longer = 0;
    for (Map.Entry<RollupKey, Rollup> call : before.entrySet()) {
      Rollup now = after.get(call.getKey());
      if (now != null && requests > 0) {
        longer += call.getValue().count() / requests * (now.mean() - call.getValue().mean());
      }
    }
    return longer;
  }

  private static Map<RollupKey, Rollup> calls(
      ModelView view, TimeWindow window, Rollout rollout, OperationName operation) {
    Map<RollupKey, Rollup> calls = new HashMap<>();
    for (RollupReader.Series series :
        view.rollups()
            .read(
                new RollupReader.Query(
                    RollupKind.EDGE,
                    window,
                    key ->
                        key instanceof RollupKey.Edge edge
                            && edge.service().equals(rollout.service())
                            && edge.operation().equals(operation)
                            && !edge.consumes()
                            && edge.callee().type() != NodeType.DATABASE,
                    0,
                    false))) {
      calls.put(series.key(), series.total());
    }
    return calls;
  }

  private static double requests(
      ModelView view, TimeWindow window, Rollout rollout, OperationName operation) {
    double requests = 0;
    for (RollupReader.Series series :
        view.rollups()
            .read(
                new RollupReader.Query(
                    RollupKind.OPERATION,
                    window,
                    key ->
                        key instanceof RollupKey.Operation of
                            && of.service().equals(rollout.service())
                            && of.operation().equals(operation)
                            && of.spanKind().isEntry(),
                    0,
                    false))) {
      requests += series.total().count();
    }
    return requests;
  }
}
