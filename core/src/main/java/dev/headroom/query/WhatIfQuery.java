package dev.headroom.query;

import dev.headroom.analysis.ModelView;
import dev.headroom.base.TimeWindow;
import dev.headroom.capacity.Ceiling;
import dev.headroom.capacity.CeilingReader;
import dev.headroom.finding.Edit;
import dev.headroom.query.view.WhatIfView;
import dev.headroom.query.view.WindowView;
import dev.headroom.rollup.RollupKey.Siblings;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.SiblingOrder;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceSample;
import dev.headroom.whatif.CountedRoutes;
import dev.headroom.whatif.EditText;
import dev.headroom.whatif.Prediction;
import dev.headroom.whatif.WhatIf;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Answers how a route would behave under edits.
public final class WhatIfQuery {
  private static final Duration LEARNED_BEFORE = Duration.ofDays(1);

  private final Sources sources;
  private final CeilingReader ceilings;

  WhatIfQuery(Sources sources, CeilingReader ceilings) {
    this.sources = sources;
    this.ceilings = ceilings;
  }

  WhatIfView whatIf(TimeWindow window, ServiceOperation route, List<Edit> edits) {
    new Directory(sources.keys()).require(route.service(), route.operation());
    List<TraceSample> traces =
        new TraceSamples(sources.traces(), sources.payloads())
            .of(route, window, ModelView.TRACES_PER_ROUTE);
    Ceiling ceiling = ceilings.ceilings().of(route.service(), route.operation());
    WhatIf.Known known =
        new WhatIf.Known(
            order(window, route), ceiling, CountedRoutes.of(sources.rollups(), window, route));
    return view(window, WhatIf.predict(route, traces, known, edits));
  }

  /// What the day before taught counts, too: it is counted by the hour, and takes many traces.
  private SiblingOrder order(TimeWindow window, ServiceOperation route) {
    return SiblingOrder.of(
        sources
            .rollups()
            .read(
                new RollupReader.Query(
                    RollupKind.SIBLINGS,
                    new TimeWindow(window.from().minus(LEARNED_BEFORE), window.to()),
                    key ->
                        key instanceof Siblings of
                            && of.service().equals(route.service())
                            && of.operation().equals(route.operation()),
                    0,
                    false)));
  }

  /// A prediction as it is shown.
  ///
  /// @param window that the traces are of
  public static WhatIfView view(TimeWindow window, Prediction prediction) {
    return new WhatIfView(
        new WindowView(window.from(), window.to(), Math.max(1, window.length().toSeconds())),
        prediction.route().service().value(),
        prediction.route().operation().value(),
        prediction.edits().stream().map(WhatIfQuery::row).toList(),
        prediction.traces(),
        prediction.changedShare(),
        prediction.quantiles().stream().map(WhatIfQuery::row).toList(),
        row(prediction.ceiling()),
        prediction.assumptions());
  }

  private static WhatIfView.EditRow row(Edit edit) {
    return new WhatIfView.EditRow(
        EditText.kind(edit),
        edit.target().service().value(),
        edit.target().operation().value(),
        EditText.of(edit));
  }

  private static WhatIfView.QuantileRow row(Prediction.Quantile quantile) {
    return new WhatIfView.QuantileRow(
        quantile.q(),
        Math.round(quantile.nowNanos()),
        Math.round(quantile.thenNanos()),
        Math.round(quantile.interval().low()),
        Math.round(quantile.interval().high()),
        quantile.nowNanos() > 0 ? quantile.thenNanos() / quantile.nowNanos() - 1 : null);
  }

  private static WhatIfView.@Nullable CeilingRow row(Prediction.@Nullable CeilingShift shift) {
    return shift == null
        ? null
        : new WhatIfView.CeilingRow(
            CeilingViews.title(shift.binding()),
            shift.nowPerSecond(),
            CeilingViews.title(shift.nextBinding()),
            shift.thenPerSecond(),
            shift.interval().low(),
            shift.interval().high());
  }
}
