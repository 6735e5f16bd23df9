package dev.headroom.analysis.diagnosis;

import java.util.List;

/// All that is known of a system; each part may be empty.
public record DiagnosisData(
    List<Series> series,
    CallGraph graph,
    List<TraceFact> traces,
    List<LogFact> logs,
    List<ChangeFact> changes) {

  public DiagnosisData {
    series = List.copyOf(series);
    traces = List.copyOf(traces);
    logs = List.copyOf(logs);
    changes = List.copyOf(changes);
  }
}
