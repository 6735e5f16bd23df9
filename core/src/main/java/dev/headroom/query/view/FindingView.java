package dev.headroom.query.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One finding with all that speaks for it.
///
/// @param finding as in the list
/// @param evidence most telling first
/// @param remedies best first
/// @param rule the rule that fired, with its thresholds and the values it saw
/// @param refutation what would show that the claim is wrong
/// @param history lines `confidence` (share) and `cost` (s, of the route that pays most); a point
///   an hour, empty where it was not seen
public record FindingView(
    FindingRow finding,
    String description,
    List<EvidenceView> evidence,
    List<RemedyView> remedies,
    String rule,
    String refutation,
    CoverageView coverage,
    Chart history) {
  public FindingView {
    evidence = List.copyOf(evidence);
    remedies = List.copyOf(remedies);
  }

  /// What would help.
  ///
  /// @param effort LOW, MEDIUM or HIGH
  /// @param risk LOW, MEDIUM or HIGH
  /// @param edits what it changes, in words; empty when its effect cannot be predicted
  public record RemedyView(String advice, String effort, String risk, List<EditView> edits) {
    public RemedyView {
      edits = List.copyOf(edits);
    }
  }

  /// A change whose effect can be predicted.
  ///
  /// @param kind `faster`, `batched`, `cached`, `parallel`, `async`, `removed` or `pool`
  /// @param under only below this entry operation; null for all
  /// @param statement only this statement; empty for all
  /// @param amount the factor, hit rate or new size; null for kinds without
  /// @param edit the same as `headroom what-if` reads it
  /// @param text the same in words
  public record EditView(
      String kind,
      String service,
      String operation,
      @Nullable String under,
      String statement,
      @Nullable Double amount,
      String edit,
      String text) {}

  /// What was looked at.
  ///
  /// @param of what the items are, plural
  /// @param share of all there were; null when unknown
  public record CoverageView(
      Instant from, Instant to, long items, String of, @Nullable Double share) {
    public CoverageView {
      share = Valid.finite("share", share);
    }
  }
}
