package dev.headroom.query.view;

import dev.headroom.plan.Standing;
import dev.headroom.query.view.FixRow.DecisionView;
import java.util.List;

/// Where a proposal stands by what was decided about it.
///
/// @param revision of the last decision
/// @param assignee empty when nobody was named
/// @param ticket its address; empty when none was linked
/// @param history all decisions, oldest first
public record StandingView(
    String id,
    Standing.State state,
    long revision,
    String assignee,
    String ticket,
    List<DecisionView> history) {
  public StandingView {
    history = List.copyOf(history);
  }
}
