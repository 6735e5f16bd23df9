package dev.headroom.server.ingest;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// A compression that requests may come in.
enum ContentCoding {
  IDENTITY("identity", true),
  GZIP("gzip", true),
  ZSTD("zstd", true),
  /// A zlib stream (RFC 1950), which HTTP calls deflate.
  DEFLATE("deflate", false),
  /// The same, as the OpenTelemetry Collector names it.
  ZLIB("zlib", false);

  private final String token;
  private final boolean grpc;

  ContentCoding(String token, boolean grpc) {
    this.token = token;
    this.grpc = grpc;
  }

  /// The coding with that name in HTTP's `Content-Encoding`.
  static Optional<ContentCoding> ofHttp(String name) {
    String wanted = name.strip().toLowerCase(Locale.ROOT);
    String modern = wanted.equals("x-gzip") ? "gzip" : wanted;
    return Arrays.stream(values()).filter(c -> c.token.equals(modern)).findFirst();
  }

  /// The coding with that name in `grpc-encoding`.
  static Optional<ContentCoding> ofGrpc(String name) {
    return Arrays.stream(values()).filter(c -> c.grpc && c.token.equals(name)).findFirst();
  }

  /// All names for HTTP, separated by commas.
  static String httpNames() {
    return Arrays.stream(values()).map(c -> c.token).collect(Collectors.joining(", "));
  }

  /// All names for gRPC, as `grpc-accept-encoding` lists them.
  static String grpcNames() {
    return Arrays.stream(values())
        .filter(c -> c.grpc)
        .map(c -> c.token)
        .collect(Collectors.joining(","));
  }

  @Override
  public String toString() {
    return token;
  }
}
