package dev.headroom.query;

import dev.headroom.query.view.BudgetView;
import dev.headroom.query.view.Chart;
import dev.headroom.query.view.Line;
import dev.headroom.query.view.SloView;
import dev.headroom.slo.Budget;
import dev.headroom.slo.BudgetPoint;
import dev.headroom.slo.BurnText;
import dev.headroom.slo.BurnWindow;
import dev.headroom.slo.Evaluation;
import dev.headroom.slo.ObjectiveEvaluation;
import dev.headroom.slo.RuleEvaluation;
import dev.headroom.slo.Slo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Budgets in the words of the views: what is not defined is null there.
final class Budgets {
  private static final BudgetView UNKNOWN =
      new BudgetView(
          "UNDEFINED",
          0,
          0,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          0,
          null,
          null,
          false,
          "not evaluated yet",
          "Not evaluated yet.");

  private Budgets() {}

  static @Nullable ObjectiveEvaluation objective(Evaluation evaluation, String name) {
    return evaluation.objectives().stream()
        .filter(each -> each.objective().equals(name))
        .findFirst()
        .orElse(null);
  }

  static @Nullable Double defined(double value) {
    return Double.isFinite(value) ? value : null;
  }

  static @Nullable Double burn(@Nullable ObjectiveEvaluation evaluation, Duration length) {
    if (evaluation == null) {
      return null;
    }
    return evaluation.budget().burns().stream()
        .filter(window -> window.length().equals(length))
        .findFirst()
        .map(window -> defined(window.burn()))
        .orElse(null);
  }

  static BudgetView view(
      Slo slo, @Nullable ObjectiveEvaluation evaluation, SloStates.Counting counting) {
    if (evaluation == null) {
      return UNKNOWN;
    }
    Budget budget = evaluation.budget();
    return new BudgetView(
        budget.state().name(),
        budget.total(),
        budget.bad(),
        defined(budget.allowed()),
        defined(budget.attained()),
        defined(budget.remaining()),
        burn(evaluation, Duration.ofHours(1)),
        burn(evaluation, Duration.ofHours(6)),
        burn(evaluation, Duration.ofDays(1)),
        budget.exhaustion().earliest(),
        budget.exhaustion().latest(),
        defined(budget.failureCost()),
        Double.isNaN(budget.coverage()) ? 0 : budget.coverage(),
        budget.knownSince(),
        counting.estimatedUntil(),
        counting.samplingUnknown(),
        BurnText.brief(budget),
        BurnText.budget(slo.period(), budget, evaluation));
  }

  static List<SloView.RuleRow> rules(Slo slo, ObjectiveEvaluation evaluation) {
    List<SloView.RuleRow> rows = new ArrayList<>();
    for (RuleEvaluation rule : evaluation.rules()) {
      BurnWindow longer = rule.longWindow();
      rows.add(
          new SloView.RuleRow(
              rule.rule().name(),
              rule.severity().name(),
              rule.rule().longWindow().toSeconds(),
              rule.rule().shortWindow().toSeconds(),
              rule.rule().threshold(),
              defined(longer.burn()),
              defined(rule.shortWindow().burn()),
              defined(longer.weighted()),
              defined(rule.chance()),
              rule.outcome() == RuleEvaluation.Outcome.FIRES,
              words(slo, evaluation, rule)));
    }
    return rows;
  }

  private static String words(Slo slo, ObjectiveEvaluation evaluation, RuleEvaluation rule) {
    return switch (rule.outcome()) {
      case FIRES, HOLDS, UNKNOWN -> BurnText.of(slo, evaluation, rule).summary();
      case QUIET ->
          rule.downgraded() ? "quiet; would be a ticket, one failure costs much" : "quiet";
    };
  }

  /// Line `remaining` over the period; nothing where nothing was known yet.
  static Chart history(
      List<BudgetPoint> points, @Nullable ObjectiveEvaluation evaluation, int most) {
    Instant known = evaluation == null ? null : evaluation.budget().knownSince();
    return chart(
        points,
        most,
        "remaining",
        "share",
        (from, to) ->
            known != null && points.get(to).at().isAfter(known)
                ? defined(points.get(to).remaining())
                : null);
  }

  /// Line `bad`: bad events a second, from what went of the budget.
  static Chart bad(List<BudgetPoint> points, @Nullable ObjectiveEvaluation evaluation, int most) {
    double allowed = evaluation == null ? Double.NaN : evaluation.budget().allowed();
    return chart(
        points,
        most,
        "bad",
        "1/s",
        (from, to) -> {
          double before = from < 0 ? 1 : points.get(from).remaining();
          Instant since =
              from < 0 ? points.getFirst().at().minus(Duration.ofHours(1)) : points.get(from).at();
          double seconds = Duration.between(since, points.get(to).at()).toSeconds();
          double spent = Math.max(0, before - points.get(to).remaining()) * allowed;
          return seconds > 0 ? defined(spent / seconds) : null;
        });
  }

  private interface Value {
    /// @param from index of the point before, -1 for none
    @Nullable Double of(int from, int to);
  }

  private static Chart chart(
      List<BudgetPoint> points, int most, String line, String unit, Value value) {
    if (points.isEmpty()) {
      return new Chart(Instant.EPOCH, 3_600, List.of());
    }
    int stride = Math.max(1, Math.ceilDiv(points.size(), most));
    List<@Nullable Double> values = new ArrayList<>();
    int last = -1;
    // Counted from the end, so that the last point is always there.
    for (int i = (points.size() - 1) % stride; i < points.size(); i += stride) {
      values.add(value.of(last, i));
      last = i;
    }
    Instant start = points.get((points.size() - 1) % stride).at().minus(Duration.ofHours(stride));
    return new Chart(start, 3_600L * stride, List.of(new Line(line, unit, values)));
  }
}
