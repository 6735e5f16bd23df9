package dev.headroom.server.ingest;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.ShuttingDownException;
import com.linecorp.armeria.common.TimeoutException;
import com.linecorp.armeria.common.util.Exceptions;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.ServiceRequestContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The answers of the OTLP ports to what no service takes, and to failures outside the services.
/// Stateless.
final class OtlpFallbacks {
  private static final Logger LOG = LoggerFactory.getLogger(OtlpFallbacks.class);

  private OtlpFallbacks() {}

  /// For paths that the gRPC port does not know.
  static HttpResponse unknownMethod(ServiceRequestContext context, HttpRequest request) {
    if (!OtlpGrpcService.isGrpc(request.headers())) {
      return OtlpGrpcService.notGrpc();
    }
    return GrpcReplies.refused(
        new RefusedException(
            RefusalReason.NOT_FOUND,
            "there is no method " + ReplyMessages.shorten(context.path())));
  }

  /// For paths that the HTTP port does not know.
  static HttpResponse unknownPath(ServiceRequestContext context, HttpRequest request) {
    String hint =
        OtlpGrpcService.isGrpc(request.headers())
            ? "; OTLP over gRPC has its own port, 4317 by default"
            : "; expected /v1/traces, /v1/metrics or /v1/logs";
    return HttpReplies.refused(
        HttpFormat.JSON,
        new RefusedException(
            RefusalReason.NOT_FOUND,
            "there is nothing at " + ReplyMessages.shorten(context.path()) + hint));
  }

  static HttpResponse grpcError(ServiceRequestContext context, Throwable cause) {
    return GrpcReplies.refused(refusal(cause));
  }

  static HttpResponse httpError(ServiceRequestContext context, Throwable cause) {
    return HttpReplies.refused(HttpFormat.JSON, refusal(cause));
  }

  private static RefusedException refusal(Throwable failure) {
    Throwable cause = Exceptions.peel(failure);
    if (cause instanceof RefusedException refusal) {
      return refusal;
    }
    if (cause instanceof TimeoutException) {
      return new RefusedException(
          RefusalReason.TIMEOUT, "the request was not finished in time", Receiver.RETRY_AFTER);
    }
    if (cause instanceof ShuttingDownException) {
      return new RefusedException(
          RefusalReason.UNAVAILABLE, "the server is stopping", Receiver.RETRY_AFTER);
    }
    if (cause instanceof HttpStatusException) {
      return new RefusedException(RefusalReason.MALFORMED, String.valueOf(cause.getMessage()));
    }
    LOG.error("A request failed outside of its service", cause);
    return new RefusedException(
        RefusalReason.INTERNAL, "internal error; see the log of the server");
  }
}
