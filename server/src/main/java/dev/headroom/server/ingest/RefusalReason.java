package dev.headroom.server.ingest;

/// Why a request was not taken, and how each transport says it: the one table of the receiver.
///
/// The codes follow the OTLP specification 1.x: clients repeat HTTP 429, 502, 503 and 504, and the
/// gRPC codes CANCELLED, DEADLINE_EXCEEDED, ABORTED, OUT_OF_RANGE, UNAVAILABLE and DATA_LOSS;
/// RESOURCE_EXHAUSTED they repeat only when it carries RetryInfo, so a too large request must not.
public enum RefusalReason {
  /// The request cannot be decoded.
  MALFORMED(400, GrpcCode.INVALID_ARGUMENT),
  /// No or wrong credentials.
  UNAUTHENTICATED(401, GrpcCode.UNAUTHENTICATED),
  /// There is no such path or method.
  NOT_FOUND(404, GrpcCode.UNIMPLEMENTED),
  /// The path exists, the HTTP method does not.
  METHOD_NOT_ALLOWED(405, GrpcCode.UNIMPLEMENTED),
  /// Larger than the limit, as sent or after decompression.
  TOO_LARGE(413, GrpcCode.RESOURCE_EXHAUSTED),
  /// A media type, encoding or number of messages that is not spoken here.
  UNSUPPORTED(415, GrpcCode.UNIMPLEMENTED),
  /// The framing of gRPC was broken.
  BAD_FRAMING(400, GrpcCode.INTERNAL),
  /// Too much at once.
  OVERLOADED(503, GrpcCode.UNAVAILABLE),
  /// The journal cannot be written just now.
  UNAVAILABLE(503, GrpcCode.UNAVAILABLE),
  /// The deadline of the client or of the server passed.
  TIMEOUT(503, GrpcCode.DEADLINE_EXCEEDED),
  /// The client went away before its request was complete.
  CANCELLED(499, GrpcCode.CANCELLED),
  /// A defect.
  INTERNAL(500, GrpcCode.INTERNAL);

  private final int httpStatus;
  private final GrpcCode grpcCode;

  RefusalReason(int httpStatus, GrpcCode grpcCode) {
    this.httpStatus = httpStatus;
    this.grpcCode = grpcCode;
  }

  int httpStatus() {
    return httpStatus;
  }

  GrpcCode grpcCode() {
    return grpcCode;
  }
}
