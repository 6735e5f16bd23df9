package dev.headroom.app.files;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.otlp.LogDecoder;
import dev.headroom.otlp.MetricDecoder;
import dev.headroom.otlp.OtlpWriter;
import dev.headroom.otlp.TraceDecoder;
import dev.headroom.server.ingest.JsonTranscoder;
import dev.headroom.signal.SignalType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// A file of telemetry, whatever its format: OTLP JSON (one document or one per line), OTLP
/// protobuf, Jaeger JSON, Zipkin v2 JSON, each plain or gzipped. The content decides, never the
/// name.
///
/// The whole file is read into memory; a request of more than [#MAX_BYTES] is refused.
public final class TelemetryFile {
  private static final int MAX_BYTES = 1 << 30;
  private static final JsonMapper JSON = new JsonMapper();

  private final String name;
  private final List<Request> requests;

  /// One OTLP request.
  ///
  /// @param bytes uncompressed protobuf
  public record Request(SignalType signal, byte[] bytes) {}

  private TelemetryFile(String name, List<Request> requests) {
    this.name = name;
    this.requests = requests;
  }

  /// Reads a file; `-` is the standard input.
  ///
  /// @throws HeadroomException that names the file, the place in it and what was expected
  public static TelemetryFile read(String name) {
    try {
      byte[] raw = name.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(name));
      return new TelemetryFile(name, requests(name, inflated(raw)));
    } catch (IOException e) {
      String why = e instanceof NoSuchFileException ? "no such file" : e.getMessage();
      throw new HeadroomException(ErrorCode.INVALID, name + ": cannot be read: " + why, e);
    }
  }

  String name() {
    return name;
  }

  public List<Request> requests() {
    return requests;
  }

  private static byte[] inflated(byte[] raw) throws IOException {
    if (raw.length < 2 || (raw[0] & 0xff) != 0x1f || (raw[1] & 0xff) != 0x8b) {
      return raw;
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(raw))) {
      byte[] inflated = in.readNBytes(MAX_BYTES);
      if (in.read() >= 0) {
        throw new IOException("more than " + MAX_BYTES + " bytes when unpacked");
      }
      return inflated;
    }
  }

  private static List<Request> requests(String name, byte[] content) throws IOException {
    int first = firstVisible(content);
    if (first == content.length) {
      return List.of();
    }
    if (content[first] == '{' || content[first] == '[') {
      // Protobuf may start with these bytes as well: JSON is tried first, and what is no JSON at
      // all is tried as protobuf.
      try {
        return json(name, content);
      } catch (JsonProcessingException e) {
        List<Request> binary = protobufOrNone(content);
        if (!binary.isEmpty()) {
          return binary;
        }
        throw new HeadroomException(
            ErrorCode.INVALID,
            name
                + ": line "
                + e.getLocation().getLineNr()
                + ", column "
                + e.getLocation().getColumnNr()
                + ": no JSON: "
                + e.getOriginalMessage(),
            e);
      }
    }
    List<Request> binary = protobufOrNone(content);
    if (binary.isEmpty()) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          name
              + ": neither JSON nor OTLP protobuf; expected OTLP (JSON, JSON lines, protobuf),"
              + " Jaeger JSON or Zipkin v2 JSON, plain or gzipped");
    }
    return binary;
  }

  private static int firstVisible(byte[] content) {
    int at = 0;
    while (at < content.length && (content[at] <= ' ' && content[at] >= 0)) {
      at++;
    }
    return at;
  }

  /// The three requests look alike on the outside (`field 1`, repeated), so each decoder is asked.
  private static List<Request> protobufOrNone(byte[] content) {
    for (SignalType signal : SignalType.values()) {
      try {
        int items =
            switch (signal) {
              case TRACES -> TraceDecoder.decode(content).size();
              case METRICS -> MetricDecoder.decode(content).size();
              case LOGS -> LogDecoder.decode(content).size();
            };
        if (items > 0) {
          return List.of(new Request(signal, content));
        }
      } catch (HeadroomException _) {
        // Not this signal; the next one is tried.
      }
    }
    return List.of();
  }

  private static List<Request> json(String name, byte[] content) throws IOException {
    List<Request> requests = new ArrayList<>();
    List<JsonNode> zipkinLines = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(content);
        MappingIterator<JsonNode> documents = JSON.readerFor(JsonNode.class).readValues(parser)) {
      int number = 0;
      while (documents.hasNextValue()) {
        number++;
        JsonNode document = documents.nextValue();
        try {
          document(document, requests, zipkinLines);
        } catch (HeadroomException e) {
          throw new HeadroomException(
              e.code(), name + ": document " + number + ": " + e.getMessage(), e);
        }
      }
    }
    if (!zipkinLines.isEmpty()) {
      try {
        requests.add(
            new Request(SignalType.TRACES, OtlpWriter.traces(ZipkinJson.spans(zipkinLines))));
      } catch (HeadroomException e) {
        throw new HeadroomException(e.code(), name + ": " + e.getMessage(), e);
      }
    }
    return requests;
  }

  private static void document(JsonNode document, List<Request> requests, List<JsonNode> zipkin)
      throws IOException {
    if (document.isObject() && isOtlp(document)) {
      JsonTranscoder.Export export =
          new JsonTranscoder(MAX_BYTES).toProtobuf(JSON.writeValueAsBytes(document));
      requests.add(new Request(export.signal(), export.request()));
    } else if (JaegerJson.is(document)) {
      requests.add(new Request(SignalType.TRACES, OtlpWriter.traces(JaegerJson.spans(document))));
    } else if (ZipkinJson.isSpan(document)) {
      zipkin.add(document);
    } else if (document.isArray()) {
      for (JsonNode element : document) {
        if (!element.isObject() && !element.isArray()) {
          throw unknown(element);
        }
        document(element, requests, zipkin);
      }
    } else {
      throw unknown(document);
    }
  }

  private static boolean isOtlp(JsonNode document) {
    return document.has("resourceSpans")
        || document.has("resourceMetrics")
        || document.has("resourceLogs")
        || document.has("resource_spans")
        || document.has("resource_metrics")
        || document.has("resource_logs");
  }

  private static HeadroomException unknown(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return new HeadroomException(
        ErrorCode.INVALID,
        "unknown format, "
            + (node.isObject() ? "an object with " + names : node.getNodeType().toString())
            + "; expected resourceSpans, resourceMetrics or resourceLogs (OTLP), data or spans"
            + " with processes (Jaeger), or traceId with id (Zipkin v2)");
  }
}
