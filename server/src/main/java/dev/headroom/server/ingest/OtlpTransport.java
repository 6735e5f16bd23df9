package dev.headroom.server.ingest;

/// The ways a request can come in.
public enum OtlpTransport {
  GRPC,
  HTTP_PROTOBUF,
  HTTP_JSON
}
