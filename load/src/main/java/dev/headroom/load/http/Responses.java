package dev.headroom.load.http;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import java.util.function.BooleanSupplier;

/// Decodes answers of HTTP/1.1. Netty's client codec would count requests to know which answers
/// have no body; here one request is in flight at a time, and can be asked.
final class Responses extends HttpResponseDecoder {
  private static final int MOST_LINE = 8192;
  private static final int MOST_HEADERS = 64 * 1024;
  private static final int MOST_CHUNK = 64 * 1024;

  private final BooleanSupplier toHead;

  /// @param toHead whether the request in flight is a HEAD
  Responses(BooleanSupplier toHead) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MOST_LINE)
            .setMaxHeaderSize(MOST_HEADERS)
            .setMaxChunkSize(MOST_CHUNK)
            .setHeadersFactory(DefaultHttpHeadersFactory.headersFactory().withValidation(false))
            .setTrailersFactory(DefaultHttpHeadersFactory.trailersFactory().withValidation(false)));
    this.toHead = toHead;
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    boolean informational =
        message instanceof HttpResponse response
            && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    return super.isContentAlwaysEmpty(message) || (toHead.getAsBoolean() && !informational);
  }
}
