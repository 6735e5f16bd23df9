package dev.headroom.server.ingest;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.headroom.signal.SignalType;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// One signal of OTLP over HTTP: protobuf and JSON by `Content-Type`, answered in kind.
///
/// Source: the OTLP specification 1.x, "OTLP/HTTP". Thread-safe.
final class OtlpHttpService implements HttpService {
  private static final Set<String> CHARSETS =
      Set.of("utf-8", "utf8", "us-ascii", "utf-16", "utf-16be", "utf-16le");

  private final SignalType signal;
  private final Receiver receiver;
  private final Decompressor decompressor;
  private final JsonTranscoder transcoder;
  private final TokenGate gate;

  OtlpHttpService(
      SignalType signal,
      Receiver receiver,
      Decompressor decompressor,
      JsonTranscoder transcoder,
      TokenGate gate) {
    this.signal = signal;
    this.receiver = receiver;
    this.decompressor = decompressor;
    this.transcoder = transcoder;
    this.gate = gate;
  }

  static String path(SignalType signal) {
    return "/v1/" + signal.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    RequestHeaders headers = request.headers();
    HttpFormat format = isProtobuf(headers) ? HttpFormat.PROTOBUF : HttpFormat.JSON;
    try {
      return receive(context, request, format, check(headers));
    } catch (RefusedException refusal) {
      return HttpReplies.refused(format, receiver.refuse(signal, format.transport(), refusal));
    }
  }

  private HttpResponse receive(
      ServiceRequestContext context, HttpRequest request, HttpFormat format, ContentCoding coding) {
    Receiver.Intake intake =
        new Receiver.Intake(
            signal,
            format.transport(),
            coding,
            0,
            (body, reservation) -> unpack(body, coding, format, reservation));
    return HttpResponse.of(
        receiver
            .receive(context, request, intake)
            .thenApply(outcome ->
                switch (outcome) {
                  case Receiver.Outcome.Taken(var receipt) ->
                      HttpReplies.accepted(format, signal, receipt);
                  case Receiver.Outcome.Refused(RefusedException why) ->
                      HttpReplies.refused(format, why);
                }));
  }

  private static boolean isProtobuf(RequestHeaders headers) {
    MediaType type = headers.contentType();
    return type != null
        && type.type().equals("application")
        && (type.subtype().equals("x-protobuf") || type.subtype().equals("protobuf"));
  }

  private static boolean isJson(MediaType type) {
    return type.type().equals("application") && type.subtype().equals("json");
  }

  private ContentCoding check(RequestHeaders headers) {
    if (headers.method() != HttpMethod.POST) {
      throw new RefusedException(
          RefusalReason.METHOD_NOT_ALLOWED,
          "the method is " + headers.method() + "; expected POST to " + path(signal));
    }
    gate.check(headers);
    checkType(headers);
    if (headers.contentLength() > receiver.limits().maxRequestBytes()) {
      throw new RefusedException(
          RefusalReason.TOO_LARGE,
          "the request is larger than " + receiver.limits().maxRequestBytes() + " bytes as sent");
    }
    String encoding = headers.get(HttpHeaderNames.CONTENT_ENCODING, "identity");
    return ContentCoding.ofHttp(encoding)
        .orElseThrow(() ->
            new RefusedException(
                RefusalReason.UNSUPPORTED,
                "Content-Encoding is '"
                    + encoding
                    + "'; expected one of "
                    + ContentCoding.httpNames()));
  }

  private static void checkType(RequestHeaders headers) {
    MediaType type = headers.contentType();
    if (type == null || !(isProtobuf(headers) || isJson(type))) {
      String sent = headers.get(HttpHeaderNames.CONTENT_TYPE);
      throw new RefusedException(
          RefusalReason.UNSUPPORTED,
          (sent == null ? "Content-Type is missing" : "Content-Type is '" + sent + "'")
              + "; expected application/x-protobuf or application/json");
    }
    for (String charset : type.parameters().getOrDefault("charset", List.of())) {
      if (isJson(type) && !CHARSETS.contains(charset.toLowerCase(Locale.ROOT))) {
        throw new RefusedException(
            RefusalReason.UNSUPPORTED, "the charset is '" + charset + "'; expected utf-8");
      }
    }
  }

  private byte[] unpack(
      ReceivedBody body, ContentCoding coding, HttpFormat format, Reservation reservation) {
    int maxBytes = receiver.limits().maxRequestBytes();
    byte[] sent = body.drain(0);
    byte[] plain =
        coding == ContentCoding.IDENTITY
            ? sent
            : decompressor.decode(coding, sent, 0, maxBytes, reservation);
    if (format == HttpFormat.PROTOBUF) {
      return plain;
    }
    reservation.grow(plain.length);
    return transcoder.toProtobuf(signal, plain);
  }
}
