package dev.headroom.server.ingest;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import dev.headroom.signal.SignalSink.Receipt;
import dev.headroom.signal.SignalType;
import java.time.Duration;

/// Puts outcomes into the words of OTLP over HTTP, in the format of the request. Stateless.
final class HttpReplies {
  static final MediaType PROTOBUF = MediaType.create("application", "x-protobuf");
  static final MediaType JSON = MediaType.create("application", "json");

  private HttpReplies() {}

  static HttpResponse accepted(MediaType format, SignalType signal, Receipt.Accepted receipt) {
    byte[] body =
        format == JSON
            ? ReplyMessages.exportResponseJson(signal, receipt)
            : ReplyMessages.exportResponse(receipt);
    return HttpResponse.of(
        ResponseHeaders.of(HttpStatus.OK, HttpHeaderNames.CONTENT_TYPE, format),
        HttpData.wrap(body));
  }

  static HttpResponse refused(MediaType format, RefusedException refusal) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(HttpStatus.valueOf(refusal.reason().httpStatus()))
            .contentType(format);
    Duration retryAfter = refusal.retryAfter();
    if (retryAfter != null) {
      // The header counts whole seconds; coming back too early would only be refused again.
      headers.addLong(
          HttpHeaderNames.RETRY_AFTER, Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds()));
    }
    switch (refusal.reason()) {
      case UNAUTHENTICATED -> headers.add(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
      case METHOD_NOT_ALLOWED -> headers.add(HttpHeaderNames.ALLOW, "POST");
      case UNSUPPORTED ->
          headers
              .add(HttpHeaderNames.ACCEPT_ENCODING, ContentCoding.httpNames())
              .add("accept-post", PROTOBUF + ", " + JSON);
      case MALFORMED,
          NOT_FOUND,
          TOO_LARGE,
          BAD_FRAMING,
          OVERLOADED,
          UNAVAILABLE,
          TIMEOUT,
          CANCELLED,
          INTERNAL -> {}
    }
    byte[] body =
        format == JSON ? ReplyMessages.statusJson(refusal) : ReplyMessages.status(refusal);
    return HttpResponse.of(headers.build(), HttpData.wrap(body));
  }
}
