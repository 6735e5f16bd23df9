package dev.headroom.server.ingest;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import dev.headroom.signal.SignalSink.Receipt;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/// Puts outcomes into the words of gRPC over HTTP/2. Stateless.
///
/// Source: gRPC's `PROTOCOL-HTTP2.md`.
final class GrpcReplies {
  static final String CONTENT_TYPE = "application/grpc";
  private static final ResponseHeaders HEADERS = headers().build();
  private static final HttpHeaders OK_TRAILERS =
      HttpHeaders.builder().endOfStream(true).add("grpc-status", "0").build();

  /// An empty message: no flag, length 0.
  private static final byte[] EMPTY_FRAME = new byte[5];

  private GrpcReplies() {}

  static HttpResponse accepted(Receipt.Accepted receipt) {
    byte[] frame = ReplyMessages.isPartial(receipt) ? frame(receipt) : EMPTY_FRAME;
    return HttpResponse.of(HEADERS, HttpData.wrap(frame), OK_TRAILERS);
  }

  private static byte[] frame(Receipt.Accepted receipt) {
    byte[] message = ReplyMessages.exportResponse(receipt);
    byte[] frame = new byte[5 + message.length];
    for (int i = 0; i < 4; i++) {
      frame[1 + i] = (byte) (message.length >>> (24 - 8 * i));
    }
    System.arraycopy(message, 0, frame, 5, message.length);
    return frame;
  }

  /// A response of trailers only.
  static HttpResponse refused(RefusedException refusal) {
    ResponseHeadersBuilder headers =
        headers()
            .endOfStream(true)
            .addInt("grpc-status", refusal.reason().grpcCode().number())
            .add("grpc-message", percentEncode(ReplyMessages.shorten(refusal.text())));
    if (refusal.retryAfter() != null) {
      headers.add(
          "grpc-status-details-bin",
          Base64.getEncoder().withoutPadding().encodeToString(ReplyMessages.status(refusal)));
    }
    return HttpResponse.of(headers.build());
  }

  private static ResponseHeadersBuilder headers() {
    return ResponseHeaders.builder(HttpStatus.OK)
        .add("content-type", CONTENT_TYPE)
        .add("grpc-accept-encoding", ContentCoding.grpcNames());
  }

  static String percentEncode(String message) {
    StringBuilder encoded = new StringBuilder(message.length());
    for (byte b : message.getBytes(StandardCharsets.UTF_8)) {
      if (b >= 0x20 && b < 0x7f && b != '%') {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return encoded.toString();
  }
}
