package dev.headroom.query.view;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One SLO: its objectives with their budgets, burn, spenders, corrections and alerts.
///
/// @param origin `api`, or the file it is declared in
/// @param composite the budgets of several objectives as one, by weight; null for a single one
/// @param document the OpenSLO documents that declare it, as YAML
/// @param evaluatedAt the end of the minute that was evaluated last; null before the first time
/// @param gate whether a release may go out as far as this SLO is concerned
public record SloView(
    String name,
    String title,
    String description,
    String service,
    Ownership ownership,
    Map<String, String> labels,
    String runbook,
    String origin,
    String period,
    Instant periodFrom,
    Instant periodTo,
    @Nullable Composite composite,
    List<ObjectiveView> objectives,
    List<CorrectionView> corrections,
    List<AlertRow> alerts,
    List<ChangeView> changes,
    GateView gate,
    String document,
    @Nullable Instant evaluatedAt,
    List<Hint> hints) {
  public SloView {
    labels = Map.copyOf(labels);
    objectives = List.copyOf(objectives);
    corrections = List.copyOf(corrections);
    alerts = List.copyOf(alerts);
    changes = List.copyOf(changes);
    hints = List.copyOf(hints);
  }

  /// @param spentShare weighted mean of the objectives' spent shares; null when undefined
  /// @param burn1h weighted mean of their burn rates; null when undefined
  public record Composite(@Nullable Double spentShare, @Nullable Double burn1h) {}

  /// @param name within the SLO
  /// @param promise in words
  /// @param indicator what is counted, in words
  /// @param countedSince since when the present indicator is counted; null when it is read from
  ///   metrics
  /// @param weight in the composite
  /// @param history line `remaining` (share of the budget) over the period
  /// @param events lines `good` and `bad` (events per second) over the period
  /// @param rules the burn table
  /// @param spenders who spent the budget: the ten largest of each dimension, most first
  public record ObjectiveView(
      String name,
      String promise,
      String indicator,
      double target,
      double weight,
      String budgeting,
      @Nullable Instant countedSince,
      BudgetView budget,
      Chart history,
      Chart events,
      List<RuleRow> rules,
      List<SpenderRow> spenders) {
    public ObjectiveView {
      rules = List.copyOf(rules);
      spenders = List.copyOf(spenders);
    }
  }

  /// One pair of windows of the burn table.
  ///
  /// @param severity `PAGE` or `TICKET`, after what low traffic makes of it
  /// @param threshold the burn rate at which it fires
  /// @param burnLong null without events
  /// @param burnShort null without events
  /// @param burnWeighted burn of the long window by the period's mean traffic: what it really took
  ///   of the budget; null when undefined
  /// @param chance probability of so many failures if the burn were just at the threshold; null
  ///   when undefined
  /// @param fires whether all conditions hold now
  /// @param words why, in plain words
  public record RuleRow(
      String name,
      String severity,
      long longSeconds,
      long shortSeconds,
      double threshold,
      @Nullable Double burnLong,
      @Nullable Double burnShort,
      @Nullable Double burnWeighted,
      @Nullable Double chance,
      boolean fires,
      String words) {}

  /// @param dimension `route`, `version`, `instance`, `tenant`, `segment` or `feature`
  /// @param share of all bad events of the objective in the period
  public record SpenderRow(String dimension, String value, double bad, double share) {
    public SpenderRow {
      Valid.amount("bad", bad);
      Valid.share("share", share);
    }
  }

  /// One alert of the SLO, newest first.
  ///
  /// @param lead id of the alert under which it is told; null when it is told by itself
  public record AlertRow(
      String id,
      String state,
      String severity,
      String summary,
      Instant startsAt,
      @Nullable Instant endsAt,
      @Nullable String lead) {}
}
