package dev.headroom.query.view;

import dev.headroom.query.view.FixRow.DecisionView;
import java.util.List;

/// One proposal with its history.
///
/// @param edits what it changes in the traces, in words
/// @param history all decisions, oldest first
/// @param metrics that can be measured after it was accepted
public record FixView(
    FixRow fix, List<String> edits, List<DecisionView> history, List<String> metrics) {
  public FixView {
    edits = List.copyOf(edits);
    history = List.copyOf(history);
    metrics = List.copyOf(metrics);
  }
}
