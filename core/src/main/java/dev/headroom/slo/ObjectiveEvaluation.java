package dev.headroom.slo;

import java.util.List;

/// One objective at one moment: its budget, and what each burn rule says.
public record ObjectiveEvaluation(String objective, Budget budget, List<RuleEvaluation> rules) {
  public ObjectiveEvaluation {
    rules = List.copyOf(rules);
  }
}
