package dev.headroom.load.http;

/// Which HTTP is spoken.
public enum Protocol {
  /// What TLS agrees on; without TLS, HTTP/1.1.
  AUTO,
  HTTP1,
  /// With TLS by ALPN, without TLS by prior knowledge.
  HTTP2
}
