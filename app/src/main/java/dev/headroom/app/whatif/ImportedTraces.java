package dev.headroom.app.whatif;

import dev.headroom.app.files.TelemetryFile;
import dev.headroom.base.TimeWindow;
import dev.headroom.base.TraceId;
import dev.headroom.finding.Edit;
import dev.headroom.otlp.SemanticConventions;
import dev.headroom.otlp.TraceDecoder;
import dev.headroom.query.Closest;
import dev.headroom.query.WhatIfQuery;
import dev.headroom.query.view.WhatIfView;
import dev.headroom.rollup.SampleTrees;
import dev.headroom.rollup.SiblingOrder;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceSample;
import dev.headroom.signal.SignalType;
import dev.headroom.signal.Span;
import dev.headroom.whatif.WhatIf;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The traces of files, each of which counts once. All of them are held in memory.
final class ImportedTraces {
  private final List<TraceSample> samples = new ArrayList<>();

  /// @throws dev.headroom.base.HeadroomException that names the file when one cannot be read
  ImportedTraces(List<String> files) {
    Map<TraceId, List<Span>> traces = new LinkedHashMap<>();
    for (String file : files) {
      for (TelemetryFile.Request request : TelemetryFile.read(file).requests()) {
        if (request.signal() == SignalType.TRACES) {
          TraceDecoder.decode(
              request.bytes(),
              span -> traces.computeIfAbsent(span.traceId(), _ -> new ArrayList<>()).add(span));
        }
      }
    }
    traces
        .values()
        .forEach(spans ->
            samples.addAll(
                SampleTrees.of(
                    spans,
                    SampleTrees.Meaning.of(SemanticConventions::shape, SemanticConventions::rows),
                    1)));
    samples.sort(Comparator.comparingLong(TraceSample::startNanos));
  }

  /// How a route would behave; the order of its operations is learned from the same traces.
  ///
  /// @throws dev.headroom.base.HeadroomException with `NOT_FOUND` when no trace takes the route
  WhatIfView whatIf(ServiceOperation route, List<Edit> edits) {
    List<TraceSample> taking =
        samples.stream().filter(sample -> sample.route().equals(route)).toList();
    if (taking.isEmpty()) {
      throw Closest.unknown(
          "route", name(route), samples.stream().map(s -> name(s.route())).distinct().toList());
    }
    TimeWindow window =
        new TimeWindow(
            instant(taking.getFirst().startNanos()),
            instant(taking.getLast().startNanos()).plusNanos(1));
    return WhatIfQuery.view(
        window,
        WhatIf.predict(
            route, taking, new WhatIf.Known(SiblingOrder.ofTraces(taking), null, null), edits));
  }

  private static String name(ServiceOperation route) {
    return route.service() + " " + route.operation();
  }

  private static Instant instant(long epochNanos) {
    return Instant.EPOCH.plusNanos(epochNanos);
  }
}
