package dev.headroom.app.check;

import dev.headroom.analysis.Analysis;
import dev.headroom.analysis.ModelView;
import dev.headroom.app.check.Examination.Failed;
import dev.headroom.app.check.Examination.Few;
import dev.headroom.app.check.Examination.Looked;
import dev.headroom.app.files.Intake;
import dev.headroom.app.files.TelemetryFile;
import dev.headroom.app.serve.OfflineModel;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.TimeWindow;
import dev.headroom.base.TraceId;
import dev.headroom.finding.Finding;
import dev.headroom.otlp.TraceDecoder;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.signal.SignalSink;
import dev.headroom.signal.SignalSink.Receipt;
import dev.headroom.signal.SignalType;
import dev.headroom.signal.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Makes the model of a run's files, and has the analyses look at it. Not thread-safe; for one run.
final class Examiner {
  /// About routes with fewer traces most analyses of traces claim nothing.
  static final int FEW = 20;

  private final Set<TraceId> traces = new HashSet<>();
  private final Set<String> services = new TreeSet<>();
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;
  private long spans;
  private long rejected;

  private Examiner() {}

  /// @throws HeadroomException that names the file when one cannot be read or holds nothing, or
  ///   when there is no span in any of them
  static Examination examine(List<String> files, List<Analysis> analyses)
      throws InterruptedException {
    try (OfflineModel model = OfflineModel.open(InstantSource.system())) {
      Examiner examiner = new Examiner();
      for (String file : files) {
        examiner.read(file, model.sink());
      }
      if (examiner.spans == 0) {
        throw new HeadroomException(
            ErrorCode.INVALID,
            String.join(", ", files) + ": no span to be analysed; expected traces");
      }
      model.complete();
      return examiner.examined(model, analyses);
    }
  }

  private void read(String file, SignalSink sink) throws InterruptedException {
    List<TelemetryFile.Request> requests = TelemetryFile.read(file).requests();
    if (requests.isEmpty()) {
      throw new HeadroomException(
          ErrorCode.INVALID, file + ": holds no telemetry; expected traces, metrics or logs");
    }
    for (TelemetryFile.Request request : requests) {
      Receipt.Accepted taken = Intake.take(sink, file, request);
      rejected += taken.rejected();
      if (request.signal() == SignalType.TRACES) {
        spans += taken.accepted();
        TraceDecoder.decode(request.bytes(), this::note);
      }
    }
  }

  private void note(Span span) {
    traces.add(span.traceId());
    services.add(span.service().value());
    first = Math.min(first, span.startNanos());
    last = Math.max(last, span.startNanos());
  }

  private Examination examined(OfflineModel model, List<Analysis> analyses) {
    TimeWindow window = window();
    ModelView view = model.over(window);
    Map<String, Seen> findings = new LinkedHashMap<>();
    List<Failed> failed = new ArrayList<>();
    for (Analysis analysis : analyses) {
      try {
        for (Finding finding : analysis.analyze(view)) {
          findings.putIfAbsent(finding.fingerprint().value(), Seen.of(finding));
        }
      } catch (RuntimeException | StackOverflowError e) {
        failed.add(new Failed(analysis.spec().id(), e.toString()));
      }
    }
    Looked looked =
        new Looked(
            spans,
            rejected,
            traces.size(),
            view.routes().size(),
            window.from(),
            window.to(),
            List.copyOf(services),
            few(view),
            failed,
            model.blindSpots(window));
    return new Examination(looked, List.copyOf(findings.values()));
  }

  /// All of it, unless it is longer than what a server analyses.
  private TimeWindow window() {
    Instant end = minute(last).plus(1, ChronoUnit.MINUTES);
    Duration all = Duration.between(minute(first), end);
    return TimeWindow.endingAt(
        end, all.compareTo(OfflineModel.WINDOW) > 0 ? OfflineModel.WINDOW : all);
  }

  private static Instant minute(long nanos) {
    return Instant.EPOCH.plusNanos(nanos).truncatedTo(ChronoUnit.MINUTES);
  }

  private static List<Few> few(ModelView view) {
    return view.routes().stream()
        .map(route ->
            new Few(
                route.service().value(),
                route.operation().value(),
                view.traces(new ServiceOperation(route.service(), route.operation())).size()))
        .filter(route -> route.traces() < FEW)
        .toList();
  }
}
