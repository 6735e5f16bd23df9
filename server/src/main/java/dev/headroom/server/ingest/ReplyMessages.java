package dev.headroom.server.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.headroom.signal.SignalSink.Receipt;
import dev.headroom.signal.SignalType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/// Encodes the few small messages that the receiver answers with: `Export…ServiceResponse` and
/// `google.rpc.Status`, as protobuf or as JSON. Stateless.
final class ReplyMessages {
  private static final int MAX_MESSAGE_CHARS = 1000;
  private static final int MAX_REPLY_BYTES = 64 * 1024;
  private static final String RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo";
  private static final JsonFactory JSON = new JsonFactory();

  private ReplyMessages() {}

  /// Cut so that it fits into a header field.
  static String shorten(String message) {
    return message.length() <= MAX_MESSAGE_CHARS
        ? message
        : message.substring(0, MAX_MESSAGE_CHARS) + "…";
  }

  /// Whether the response has to carry `partial_success`: on full success it must be left unset.
  static boolean isPartial(Receipt.Accepted receipt) {
    return receipt.rejected() > 0 || !receipt.message().isEmpty();
  }

  static byte[] exportResponse(Receipt.Accepted receipt) {
    ProtoWriter out = new ProtoWriter(64, MAX_REPLY_BYTES);
    if (isPartial(receipt)) {
      out.beginMessage(1);
      if (receipt.rejected() > 0) {
        out.varint(1, receipt.rejected());
      }
      if (!receipt.message().isEmpty()) {
        out.string(2, shorten(receipt.message()));
      }
      out.endMessage();
    }
    return out.toByteArray();
  }

  static byte[] exportResponseJson(SignalType signal, Receipt.Accepted receipt) {
    return json(out -> {
      if (isPartial(receipt)) {
        out.writeObjectFieldStart("partialSuccess");
        if (receipt.rejected() > 0) {
          // The JSON mapping of protobuf writes 64-bit integers as strings.
          out.writeStringField(rejectedField(signal), Integer.toString(receipt.rejected()));
        }
        if (!receipt.message().isEmpty()) {
          out.writeStringField("errorMessage", shorten(receipt.message()));
        }
        out.writeEndObject();
      }
    });
  }

  private static String rejectedField(SignalType signal) {
    return switch (signal) {
      case TRACES -> "rejectedSpans";
      case METRICS -> "rejectedDataPoints";
      case LOGS -> "rejectedLogRecords";
    };
  }

  static byte[] status(RefusedException refusal) {
    ProtoWriter out = new ProtoWriter(128, MAX_REPLY_BYTES);
    out.varint(1, refusal.reason().grpcCode().number());
    out.string(2, shorten(refusal.text()));
    Duration retryAfter = refusal.retryAfter();
    if (retryAfter != null) {
      out.beginMessage(3);
      out.string(1, RETRY_INFO);
      out.beginMessage(2);
      out.beginMessage(1);
      out.varint(1, retryAfter.toSeconds());
      out.varint(2, retryAfter.toNanosPart());
      out.endMessage();
      out.endMessage();
      out.endMessage();
    }
    return out.toByteArray();
  }

  static byte[] statusJson(RefusedException refusal) {
    return json(out -> {
      out.writeNumberField("code", refusal.reason().grpcCode().number());
      out.writeStringField("message", shorten(refusal.text()));
      Duration retryAfter = refusal.retryAfter();
      if (retryAfter != null) {
        out.writeArrayFieldStart("details");
        out.writeStartObject();
        out.writeStringField("@type", RETRY_INFO);
        out.writeStringField("retryDelay", retryAfter.toMillis() / 1000.0 + "s");
        out.writeEndObject();
        out.writeEndArray();
      }
    });
  }

  @FunctionalInterface
  private interface Fields {
    void write(JsonGenerator out) throws IOException;
  }

  private static byte[] json(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartObject();
      fields.write(out);
      out.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }
}
