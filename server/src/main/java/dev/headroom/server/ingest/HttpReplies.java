package dev.headroom.server.ingest;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import dev.headroom.signal.SignalSink.Receipt;
import dev.headroom.signal.SignalType;
import java.time.Duration;

/// Puts outcomes into the words of OTLP over HTTP, in the format of the request. Stateless.
final class HttpReplies {
  private HttpReplies() {}

  static HttpResponse accepted(HttpFormat format, SignalType signal, Receipt.Accepted receipt) {
    byte[] body =
        format == HttpFormat.JSON
            ? ReplyMessages.exportResponseJson(signal, receipt)
            : ReplyMessages.exportResponse(receipt);
    return HttpResponse.of(
        ResponseHeaders.of(HttpStatus.OK, HttpHeaderNames.CONTENT_TYPE, format.mediaType()),
        HttpData.wrap(body));
  }

  static HttpResponse refused(HttpFormat format, RefusedException refusal) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(HttpStatus.valueOf(refusal.reason().httpStatus()))
            .add(HttpHeaderNames.CONTENT_TYPE, format.mediaType());
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
              .add(
                  "accept-post",
                  HttpFormat.PROTOBUF.mediaType() + ", " + HttpFormat.JSON.mediaType());
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
        format == HttpFormat.JSON
            ? ReplyMessages.statusJson(refusal)
            : ReplyMessages.status(refusal);
    return HttpResponse.of(headers.build(), HttpData.wrap(body));
  }
}
