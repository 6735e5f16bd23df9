package dev.headroom.server;

import java.net.InetSocketAddress;
import java.net.URI;

/// Where the server listens, once it does.
///
/// @param pages pages and API
/// @param otlpGrpc OTLP over gRPC
/// @param otlpHttp OTLP over HTTP
public record BoundAddresses(URI pages, URI otlpGrpc, URI otlpHttp) {

  static URI uri(boolean tls, InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    String literal = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return URI.create((tls ? "https://" : "http://") + literal + ":" + address.getPort());
  }
}
