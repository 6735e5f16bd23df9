package dev.headroom.plan;

import dev.headroom.finding.Edit;
import dev.headroom.finding.Fingerprint;
import dev.headroom.finding.Remedy.Level;
import dev.headroom.finding.Severity;
import dev.headroom.finding.Subject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One thing to do, with what it is likely to buy. Immutable.
///
/// @param id the decided one of [#ids] when there is one, else the least
/// @param ids the names of everything that was merged into it, in order
/// @param sources the findings that ask for it, most severe first; at least one
/// @param subject what the first of them is about
/// @param advice what to do, one plain sentence
/// @param owner who would do it; empty when nobody is declared
/// @param confidence that the finding is true, the greatest of the sources
/// @param edits what it changes in the traces; empty when that cannot be told
/// @param routes what it does to routes, most relief first; empty when nothing could be predicted
/// @param budget what it saves of an error budget that burns; null when none burns or it cannot be
///   told
/// @param caveat why the ceiling of a route would not move, or not by much; empty when it would, or
///   when no ceiling is known
/// @param alternativeTo the better proposal for the same finding; null when it is the best
/// @param sentence what it is and buys, without a full stop's worth of detail
public record Proposal(
    ProposalId id,
    List<ProposalId> ids,
    List<Source> sources,
    Subject subject,
    String advice,
    String owner,
    Level effort,
    Level risk,
    double confidence,
    List<Edit> edits,
    List<RouteEffect> routes,
    @Nullable BudgetEffect budget,
    Score score,
    String caveat,
    @Nullable ProposalId alternativeTo,
    String sentence) {

  public Proposal {
    ids = List.copyOf(ids);
    sources = List.copyOf(sources);
    edits = List.copyOf(edits);
    routes = List.copyOf(routes);
  }

  /// A finding that asks for it.
  ///
  /// @param remedy the index of the remedy
  public record Source(
      Fingerprint finding,
      int remedy,
      String analysis,
      String claim,
      Severity severity,
      double confidence) {}

  /// The analysis of the first source: the kind of trouble.
  public String analysis() {
    return sources.getFirst().analysis();
  }

  /// The route with the most relief; null when nothing could be predicted.
  public @Nullable RouteEffect dearest() {
    return routes.isEmpty() ? null : routes.getFirst();
  }

  /// The ceiling that moves most; null when none is known.
  public @Nullable CeilingEffect ceiling() {
    CeilingEffect best = null;
    for (RouteEffect route : routes) {
      CeilingEffect each = route.ceiling();
      if (each != null && (best == null || each.gain() > best.gain())) {
        best = each;
      }
    }
    return best;
  }
}
