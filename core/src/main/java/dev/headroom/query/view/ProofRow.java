package dev.headroom.query.view;

import dev.headroom.outcome.Metric;
import dev.headroom.outcome.Proof;
import dev.headroom.outcome.Verdict;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A proof in short.
///
/// @param id of the proof
/// @param proposal its id
/// @param advice what was to be done
/// @param analysis whose finding it answers
/// @param service whose change is awaited
/// @param routeService of the route that is measured
/// @param operation of the route that is measured
/// @param minimumEffect the least change that matters, as a share
/// @param predicted change that was predicted, as a share: -0.5 halves the metric; null for none
/// @param windowSeconds how long is measured
/// @param change what was taken for the fix; null while it is awaited
/// @param verdict null before the first look
/// @param effect change that was measured, as a share; null before there is one
/// @param reasons of the verdict, or where it stands
/// @param at when it was looked at last
public record ProofRow(
    String id,
    String proposal,
    String advice,
    String analysis,
    String service,
    String routeService,
    String operation,
    Ownership ownership,
    Metric metric,
    double minimumEffect,
    @Nullable ShareInterval predicted,
    long windowSeconds,
    String who,
    Instant acceptedAt,
    Proof.State state,
    @Nullable ChangeSeen change,
    @Nullable Verdict verdict,
    @Nullable ShareInterval effect,
    List<String> reasons,
    Instant at) {
  public ProofRow {
    reasons = List.copyOf(reasons);
  }

  /// A change as a share of what it was before, with its interval.
  public record ShareInterval(double share, double low, double high) {

    /// From logs of after ÷ before.
    public static ShareInterval ofLogs(double log, double low, double high) {
      return new ShareInterval(Math.expm1(log), Math.expm1(low), Math.expm1(high));
    }
  }

  /// @param version empty when it is no new version
  public record ChangeSeen(Instant at, String what, String version) {}
}
