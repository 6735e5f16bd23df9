package dev.headroom.analysis.diagnosis;

import java.util.List;

/// Who probably caused an incident, most likely first; empty when nothing stands out.
public record Diagnosis(Question question, List<Suspect> ranking) {

  public Diagnosis {
    ranking = List.copyOf(ranking);
  }

  /// @param score 0 to 1; not a probability
  /// @param reasons evidence and counter-evidence, in sentences
  public record Suspect(String node, double score, List<String> reasons) {
    public Suspect {
      reasons = List.copyOf(reasons);
    }
  }
}
