package dev.headroom.server.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.signal.SignalType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/// Turns OTLP's JSON into OTLP's protobuf, in one pass over the tokens and without objects for the
/// messages.
///
/// As the specification asks: names in lowerCamelCase (snake_case is taken too), trace and span ids
/// in hexadecimal digits of either case, enums as numbers (names are taken too), 64-bit numbers as
/// strings or numbers, unknown names skipped. A name given twice, and two members of one oneof, are
/// errors. Thread-safe.
public final class JsonTranscoder {
  /// JSON nests two to three levels for each level of an attribute's value.
  private static final int MAX_JSON_DEPTH = 256;

  private static final int MAX_NUMBER_CHARS = 400;
  private static final int MIN_CAPACITY = 512;

  private final OtlpSchema schema = new OtlpSchema();
  private final JsonFactory json;
  private final int maxBytes;

  /// @param maxBytes largest result, and longest string within the JSON
  public JsonTranscoder(int maxBytes) {
    this.maxBytes = maxBytes;
    this.json =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_JSON_DEPTH)
                    .maxNumberLength(MAX_NUMBER_CHARS)
                    .maxStringLength(maxBytes)
                    .build())
            // Names come from outside; interning them would fill a table that is never emptied.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
  }

  /// An export request with the signal it carries.
  ///
  /// @param request `Export…ServiceRequest` in protobuf
  public record Export(SignalType signal, byte[] request) {}

  /// Transcodes a request of the given signal. Throws [HeadroomException] with `INVALID` when it is
  /// no OTLP, naming the place, the value and what was expected; with `TOO_LARGE` beyond the limit.
  public byte[] toProtobuf(SignalType signal, byte[] request) {
    try (JsonParser parser = json.createParser(request)) {
      return transcode(signal, parser, request.length / 2);
    } catch (JsonProcessingException broken) {
      throw notJson(broken);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /// The same from a stream, which is read to its end and left open.
  public byte[] toProtobuf(SignalType signal, InputStream request) throws IOException {
    try (JsonParser parser = json.createParser(request)) {
      parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
      return transcode(signal, parser, MIN_CAPACITY);
    } catch (JsonProcessingException broken) {
      throw notJson(broken);
    }
  }

  /// Transcodes a request whose signal its content tells.
  public Export toProtobuf(byte[] request) {
    SignalType signal =
        detect(request)
            .orElseThrow(() ->
                new HeadroomException(
                    ErrorCode.INVALID,
                    "the JSON has none of resourceSpans, resourceMetrics and resourceLogs;"
                        + " expected an OTLP export request"));
    return new Export(signal, toProtobuf(signal, request));
  }

  /// The signal of the first top-level name that belongs to one; empty when the JSON is no object
  /// or has no such name. Throws like [#toProtobuf] when it is no JSON up to there.
  public Optional<SignalType> detect(byte[] request) {
    try (JsonParser parser = json.createParser(request)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        for (SignalType signal : SignalType.values()) {
          if (schema.request(signal).indexOf(name) >= 0) {
            return Optional.of(signal);
          }
        }
        parser.nextToken();
        parser.skipChildren();
      }
      return Optional.empty();
    } catch (JsonProcessingException broken) {
      throw notJson(broken);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private byte[] transcode(SignalType signal, JsonParser parser, int likelyBytes)
      throws IOException {
    ProtoWriter out = new ProtoWriter(Math.max(MIN_CAPACITY, likelyBytes), maxBytes);
    new JsonTranscription(parser, out).request(schema.request(signal));
    return out.toByteArray();
  }

  private static HeadroomException notJson(JsonProcessingException broken) {
    String where =
        broken.getLocation() == null
            ? ""
            : " at line "
                + broken.getLocation().getLineNr()
                + ", column "
                + broken.getLocation().getColumnNr();
    return new HeadroomException(
        ErrorCode.INVALID, "not valid JSON" + where + ": " + broken.getOriginalMessage(), broken);
  }
}
