package dev.headroom.app.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.otlp.SemanticConventions;
import dev.headroom.otlp.TraceDecoder;
import dev.headroom.rollup.TracePaths;
import dev.headroom.rollup.TracePaths.OperationTime;
import dev.headroom.rollup.TracePaths.RootPath;
import dev.headroom.rollup.TracePaths.Segment;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.server.web.Format;
import dev.headroom.signal.SignalType;
import dev.headroom.signal.Span;
import dev.headroom.signal.SpanShape;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `headroom critical-path`: where the time of traces in files goes, without a server.
@Command(
    name = "critical-path",
    description = "Show where the time of each trace in the files goes; needs no server.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Formats: OTLP (JSON, JSON lines, protobuf), Jaeger JSON, Zipkin v2 JSON, plain or gzipped.",
      "Exclusive times sum to the duration of the root exactly. Times are taken as sent: clocks"
          + " are",
      "not corrected. Exit code 1 when the files hold no trace.",
      "",
      "Example: headroom critical-path trace.json --json | jq .exclusiveByOperation"
    })
public final class CriticalPathCommand implements Callable<Integer> {
  private static final JsonMapper JSON = new JsonMapper();

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "files; - is the standard input")
  private List<String> files = List.of();

  @Option(names = "--json", description = "one JSON line per root span")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    int roots = 0;
    for (String file : files) {
      List<Span> spans = new ArrayList<>();
      for (TelemetryFile.Request request : TelemetryFile.read(file).requests()) {
        if (request.signal() == SignalType.TRACES) {
          spans.addAll(TraceDecoder.decode(request.bytes()));
        }
      }
      TracePaths paths =
          TracePaths.of(spans, CriticalPathCommand::operation, TracePaths.Skew.AS_SENT);
      for (RootPath root : paths.roots()) {
        out.println(json ? line(file, root) : text(file, root));
        roots++;
      }
    }
    out.flush();
    if (roots == 0) {
      spec.commandLine().getErr().println("headroom: no span in " + String.join(", ", files));
      return 1;
    }
    return 0;
  }

  private static ServiceOperation operation(Span span) {
    SpanShape shape = SemanticConventions.shape(span);
    return new ServiceOperation(shape.service(), shape.operation());
  }

  private static String line(String file, RootPath path) {
    Span root = path.root();
    ServiceOperation named = operation(root);
    ObjectNode line = JSON.createObjectNode();
    line.put("source", file);
    line.put("traceId", root.traceId().toString());
    line.putObject("root")
        .put("spanId", root.spanId().toString())
        .put("service", named.service().value())
        .put("operation", named.operation().value());
    line.put("durationNanos", path.durationNanos());
    ArrayNode exclusive = line.putArray("exclusiveByOperation");
    for (OperationTime time : path.exclusiveByOperation()) {
      exclusive
          .addObject()
          .put("service", time.service().value())
          .put("operation", time.operation().value())
          .put("nanos", time.nanos());
    }
    ArrayNode segments = line.putArray("path");
    for (Segment segment : path.path()) {
      segments
          .addObject()
          .put("spanId", segment.spanId().toString())
          .put("startNanos", segment.startNanos())
          .put("endNanos", segment.endNanos());
    }
    line.put("droppedSpans", path.droppedSpans());
    try {
      return JSON.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new HeadroomException(ErrorCode.INTERNAL, "cannot write JSON", e);
    }
  }

  private static String text(String file, RootPath path) {
    ServiceOperation named = operation(path.root());
    StringBuilder text = new StringBuilder();
    text.append(named.service()).append(' ').append(named.operation()).append("  ");
    text.append(Format.nanos(path.durationNanos()))
        .append("  trace ")
        .append(path.root().traceId());
    text.append("  ").append(file);
    if (path.droppedSpans() > 0) {
      text.append("  (").append(path.droppedSpans()).append(" spans outside their parent)");
    }
    for (OperationTime time : path.exclusiveByOperation()) {
      double share = path.durationNanos() == 0 ? 0 : (double) time.nanos() / path.durationNanos();
      text.append(
          String.format(
              "%n  %7s  %9s  %s %s",
              Format.share(share), Format.nanos(time.nanos()), time.service(), time.operation()));
    }
    return text.toString();
  }
}
