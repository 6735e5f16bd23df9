package dev.headroom.query.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// SLOs that Headroom proposes from history, and routes for which it does not, with the reasons.
///
/// @param proposals customer journeys with most traffic first
/// @param leftOut routes without a proposal
public record ProposalsView(
    WindowView window, List<Proposed> proposals, List<LeftOut> leftOut, List<Hint> hints) {
  public ProposalsView {
    proposals = List.copyOf(proposals);
    leftOut = List.copyOf(leftOut);
    hints = List.copyOf(hints);
  }

  /// @param name the SLO's name, unique and stable
  /// @param kind `availability`, `latency`, `throughput` or `freshness`
  /// @param promise in words
  /// @param thresholdNanos of a latency; null for others
  /// @param achievedShare good over total in the history; null when unknown
  /// @param reasoning why this indicator and this target, with the numbers
  /// @param applied whether an SLO of this name exists already
  /// @param document what accepting it applies, as OpenSLO YAML
  public record Proposed(
      String name,
      String title,
      String service,
      String operation,
      Ownership ownership,
      String kind,
      String promise,
      double target,
      @Nullable Long thresholdNanos,
      @Nullable Double achievedShare,
      String reasoning,
      boolean applied,
      String document) {}

  /// @param reason why nothing is proposed for it
  public record LeftOut(String service, String operation, String reason) {}
}
