package dev.headroom.engine.fix;

import dev.headroom.analysis.ModelView;
import dev.headroom.base.HeadroomException;
import dev.headroom.capacity.Ceiling;
import dev.headroom.finding.Edit;
import dev.headroom.plan.Predictor;
import dev.headroom.rollup.RollupKey.Route;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceSample;
import dev.headroom.whatif.CountedRoutes;
import dev.headroom.whatif.Prediction;
import dev.headroom.whatif.WhatIf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Predicts by retiming the traces of a view. A route is asked about when its traces have the
/// operations that edits change: at most [#ROUTES_MOST], those with most traffic.
final class ViewPredictor implements Predictor {
  private static final int ROUTES_MOST = 8;

  private final ModelView view;
  private final Map<ServiceOperation, Ceiling> ceilings;

  ViewPredictor(ModelView view, Map<ServiceOperation, Ceiling> ceilings) {
    this.view = view;
    this.ceilings = ceilings;
  }

  @Override
  public List<Prediction> predict(List<Edit> edits) {
    List<Prediction> predictions = new ArrayList<>();
    for (Route each : view.routes()) {
      ServiceOperation route = new ServiceOperation(each.service(), each.operation());
      List<TraceSample> traces = view.traces(route);
      List<Edit> there = edits.stream().filter(edit -> touches(edit, traces)).toList();
      if (!there.isEmpty()) {
        predict(route, traces, there)
            .filter(prediction -> prediction.changedShare() > 0)
            .ifPresent(predictions::add);
      }
      if (predictions.size() >= ROUTES_MOST) {
        break;
      }
    }
    return predictions;
  }

  private static boolean touches(Edit edit, List<TraceSample> traces) {
    ServiceOperation target =
        new ServiceOperation(edit.target().service(), edit.target().operation());
    return traces.stream()
        .anyMatch(trace -> trace.spans().stream().anyMatch(span -> span.where().equals(target)));
  }

  /// Empty where the traces cannot tell: too few of them, or none that fits the edit's entry and
  /// statement.
  private Optional<Prediction> predict(
      ServiceOperation route, List<TraceSample> traces, List<Edit> edits) {
    try {
      WhatIf.Known known =
          new WhatIf.Known(
              view.order(route),
              ceilings.get(route),
              CountedRoutes.of(view.rollups(), view.window(), route));
      return Optional.of(WhatIf.predict(route, traces, known, edits));
    } catch (HeadroomException e) {
      return switch (e.code()) {
        case CONFLICT, NOT_FOUND -> Optional.empty();
        default -> throw e;
      };
    }
  }
}
