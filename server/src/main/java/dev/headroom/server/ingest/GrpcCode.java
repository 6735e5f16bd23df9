package dev.headroom.server.ingest;

/// The status codes of gRPC (`google.rpc.Code`) that the receiver answers with.
enum GrpcCode {
  OK(0),
  CANCELLED(1),
  INVALID_ARGUMENT(3),
  DEADLINE_EXCEEDED(4),
  RESOURCE_EXHAUSTED(8),
  UNIMPLEMENTED(12),
  INTERNAL(13),
  UNAVAILABLE(14),
  UNAUTHENTICATED(16);

  private final int number;

  GrpcCode(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
