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
  private final SignalType signal;
  private final Receiver receiver;
  private final GrpcUnframer unframer;
  private final TokenGate gate;

  OtlpGrpcService(SignalType signal, Receiver receiver, Decompressor decompressor, TokenGate gate) {
    this.signal = signal;
    this.receiver = receiver;
    this.unframer = new GrpcUnframer(decompressor, receiver.limits().maxRequestBytes());
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
    try {
      return receive(context, request, check(context, headers));
    } catch (RefusedException refusal) {
      return GrpcReplies.refused(receiver.refuse(signal, OtlpTransport.GRPC, refusal));
    }
  }

  private HttpResponse receive(
      ServiceRequestContext context, HttpRequest request, ContentCoding coding) {
    Receiver.Intake intake =
        new Receiver.Intake(
            signal,
            OtlpTransport.GRPC,
            coding,
            GrpcUnframer.PREFIX_BYTES,
            (body, reservation) -> unframer.unframe(body, coding, reservation));
    return HttpResponse.of(
        receiver
            .receive(context, request, intake)
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
}
