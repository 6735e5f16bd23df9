package dev.headroom.app.diagnose;

import dev.headroom.analysis.diagnosis.CallGraph;
import dev.headroom.analysis.diagnosis.ChangeFact;
import dev.headroom.analysis.diagnosis.DiagnosisData;
import dev.headroom.analysis.diagnosis.Series;
import dev.headroom.analysis.diagnosis.TraceFact;
import dev.headroom.analysis.diagnosis.TraceFacts;
import dev.headroom.analysis.diagnosis.TraceSeries;
import dev.headroom.app.files.TelemetryFile;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.otlp.LogDecoder;
import dev.headroom.otlp.MetricDecoder;
import dev.headroom.otlp.SemanticConventions;
import dev.headroom.otlp.TraceDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads files of telemetry, whatever they hold, into the data of a diagnosis. All of it is held in
/// memory.
final class DiagnosisFiles {
  private DiagnosisFiles() {}

  /// @param told changes besides those that the telemetry tells
  /// @throws HeadroomException that names the file when one cannot be read, or when all are empty
  static DiagnosisData read(List<String> files, List<ChangeFact> told) {
    CallGraph.Builder graph = new CallGraph.Builder();
    TraceFacts spans = new TraceFacts(span -> SemanticConventions.shape(span).peer());
    MetricLoading points = new MetricLoading(graph);
    LogLoading logs = new LogLoading();
    for (String file : files) {
      for (TelemetryFile.Request request : TelemetryFile.read(file).requests()) {
        switch (request.signal()) {
          case TRACES -> TraceDecoder.decode(request.bytes(), spans::add);
          case METRICS -> MetricDecoder.decode(request.bytes(), points::add);
          case LOGS -> LogDecoder.decode(request.bytes(), logs::add);
        }
      }
    }
    List<Series> series = new ArrayList<>(points.series());
    Set<String> known = series.stream().map(Series::node).collect(Collectors.toSet());
    List<TraceFact> traces = spans.facts(known);
    spans.edges(graph);
    series.addAll(TraceSeries.of(traces));
    if (series.isEmpty()) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "no span and no metric in " + String.join(", ", files) + "; expected at least one");
    }
    List<ChangeFact> changes = new ArrayList<>(logs.changes());
    changes.addAll(spans.changes());
    changes.addAll(told);
    return new DiagnosisData(series, graph.build(), traces, logs.logs(), changes);
  }
}
