package dev.headroom.server.ingest;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.headroom.signal.SignalType;
import java.time.Duration;
import java.util.Locale;

/// One OTLP `Export` method over gRPC: unary calls, framed and unframed here.
///
/// Source: gRPC's `PROTOCOL-HTTP2.md` and the OTLP specification 1.x. Thread-safe.
final class OtlpGrpcService implements HttpService {
  private static final int PREFIX_BYTES = 5;

  private final SignalType signal;
  private final Receiver receiver;
  private final Decompressor decompressor;
  private final TokenGate gate;

  OtlpGrpcService(SignalType signal, Receiver receiver, Decompressor decompressor, TokenGate gate) {
    this.signal = signal;
    this.receiver = receiver;
    this.decompressor = decompressor;
    this.gate = gate;
  }

  /// The path of the signal's `Export` method.
  static String path(SignalType signal) {
    return switch (signal) {
      case TRACES -> "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
      case METRICS -> "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";
      case LOGS -> "/opentelemetry.proto.collector.logs.v1.LogsService/Export";
    };
  }

  /// Whether the media type is gRPC with protobuf.
  static boolean isGrpc(RequestHeaders headers) {
    String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "").toLowerCase(Locale.ROOT);
    int end = type.indexOf(';');
    String bare = (end < 0 ? type : type.substring(0, end)).strip();
    return bare.equals("application/grpc") || bare.equals("application/grpc+proto");
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    RequestHeaders headers = request.headers();
    if (!isGrpc(headers)) {
      return notGrpc();
    }
    ContentCoding coding;
    try {
      coding = check(context, headers);
    } catch (RefusedException refusal) {
      return GrpcReplies.refused(receiver.refuse(signal, OtlpTransport.GRPC, refusal));
    }
    return HttpResponse.of(
        receiver
            .receive(
                context,
                request,
                signal,
                OtlpTransport.GRPC,
                PREFIX_BYTES,
                (body, reservation) -> unframe(body, coding, reservation))
            .thenApply(outcome ->
                switch (outcome) {
                  case Receiver.Outcome.Taken(var receipt) -> GrpcReplies.accepted(receipt);
                  case Receiver.Outcome.Refused(RefusedException why) -> GrpcReplies.refused(why);
                }));
  }

  /// The answer to a client that does not speak gRPC, as the protocol asks: HTTP 415.
  static HttpResponse notGrpc() {
    return HttpResponse.of(
        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
        MediaType.PLAIN_TEXT_UTF_8,
        "This port speaks OTLP over gRPC (content-type application/grpc). OTLP over HTTP has its"
            + " own port, 4318 by default.\n");
  }

  private ContentCoding check(ServiceRequestContext context, RequestHeaders headers) {
    if (headers.method() != HttpMethod.POST) {
      throw new RefusedException(
          RefusalReason.METHOD_NOT_ALLOWED, "gRPC calls are POST, not " + headers.method());
    }
    gate.check(headers);
    String timeout = headers.get("grpc-timeout");
    if (timeout != null) {
      applyDeadline(context, GrpcTimeout.parse(timeout));
    }
    String encoding = headers.get("grpc-encoding", "identity");
    return ContentCoding.ofGrpc(encoding)
        .orElseThrow(() ->
            new RefusedException(
                RefusalReason.UNSUPPORTED,
                "grpc-encoding is '"
                    + encoding
                    + "'; expected one of "
                    + ContentCoding.grpcNames()));
  }

  private static void applyDeadline(ServiceRequestContext context, Duration timeout) {
    if (timeout.isZero()) {
      throw new RefusedException(RefusalReason.TIMEOUT, "grpc-timeout is 0");
    }
    long millis = Math.max(1, timeout.toMillis());
    long own = context.requestTimeoutMillis();
    if (own == 0 || millis < own) {
      context.setRequestTimeoutMillis(TimeoutMode.SET_FROM_START, millis);
    }
  }

  private byte[] unframe(ReceivedBody body, ContentCoding coding, Reservation reservation) {
    int maxBytes = receiver.limits().maxRequestBytes();
    byte[] prefix = body.head(PREFIX_BYTES);
    if (prefix.length == 0) {
      throw new RefusedException(
          RefusalReason.UNSUPPORTED, "the call carries no message; expected one");
    }
    if (prefix.length < PREFIX_BYTES) {
      throw badFraming("the message prefix has " + prefix.length + " bytes; expected 5");
    }
    if ((prefix[0] & ~1) != 0) {
      throw badFraming("the flags of the message are " + (prefix[0] & 0xff) + "; expected 0 or 1");
    }
    long length =
        (prefix[1] & 0xffL) << 24
            | (prefix[2] & 0xff) << 16
            | (prefix[3] & 0xff) << 8
            | (prefix[4] & 0xff);
    if (length > maxBytes) {
      throw new RefusedException(
          RefusalReason.TOO_LARGE, "the request is larger than " + maxBytes + " bytes as sent");
    }
    int present = body.size() - PREFIX_BYTES;
    if (present < length) {
      throw badFraming("the message ends after " + present + " of " + length + " bytes");
    }
    if (present > length) {
      throw new RefusedException(
          RefusalReason.UNSUPPORTED, "the call carries more than one message; expected one");
    }
    if (prefix[0] == 0) {
      return body.drain(PREFIX_BYTES);
    }
    if (coding == ContentCoding.IDENTITY) {
      throw badFraming("the message is flagged as compressed, but grpc-encoding is identity");
    }
    return decompressor.decode(coding, body.drain(PREFIX_BYTES), 0, maxBytes, reservation);
  }

  private static RefusedException badFraming(String message) {
    return new RefusedException(RefusalReason.BAD_FRAMING, message);
  }
}
