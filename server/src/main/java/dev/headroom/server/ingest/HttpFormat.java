package dev.headroom.server.ingest;

/// The two formats of OTLP over HTTP; a request is answered in its own.
enum HttpFormat {
  PROTOBUF("application/x-protobuf", OtlpTransport.HTTP_PROTOBUF),
  JSON("application/json", OtlpTransport.HTTP_JSON);

  private final String mediaType;
  private final OtlpTransport transport;

  HttpFormat(String mediaType, OtlpTransport transport) {
    this.mediaType = mediaType;
    this.transport = transport;
  }

  String mediaType() {
    return mediaType;
  }

  OtlpTransport transport() {
    return transport;
  }
}
