package dev.headroom.otlp;

import java.util.Locale;
import java.util.Map;

/// The far end of a call, as the caller's span gives it.
///
/// @param address host name or IP address, empty when unknown
/// @param port empty when unknown
record Server(String address, String port) {
  private static final Map<String, String> DEFAULT_PORTS = Map.of("http", "80", "https", "443");

  static Server of(SpanFacts span) {
    String address = span.text(AttributeKey.SERVER_ADDRESS, AttributeKey.OLD_PEER_NAME);
    String port = span.text(AttributeKey.SERVER_PORT, AttributeKey.OLD_PEER_PORT);
    if (address.isBlank()) {
      String url = span.text(AttributeKey.URL_FULL, AttributeKey.OLD_HTTP_URL);
      if (!url.isEmpty()) {
        return ofUrl(url);
      }
      address = span.text(AttributeKey.PEER_ADDRESS, AttributeKey.OLD_SOCK_PEER_ADDRESS);
    }
    return new Server(Names.bounded(address.strip().toLowerCase(Locale.ROOT)), port);
  }

  private static Server ofUrl(String url) {
    int scheme = url.indexOf("://");
    if (scheme < 0) {
      return new Server("", "");
    }
    int start = scheme + 3;
    int end = start;
    while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    String authority = url.substring(start, end);
    authority = authority.substring(authority.lastIndexOf('@') + 1);
    int colon = authority.lastIndexOf(':');
    boolean hasPort = colon > authority.lastIndexOf(']');
    String host = hasPort ? authority.substring(0, colon) : authority;
    String port =
        hasPort
            ? authority.substring(colon + 1)
            : DEFAULT_PORTS.getOrDefault(url.substring(0, scheme).toLowerCase(Locale.ROOT), "");
    return new Server(Names.bounded(host.toLowerCase(Locale.ROOT)), port);
  }

  /// Whether it is known by a name, rather than by an IP address of which there may be many.
  boolean isNamed() {
    boolean letter = false;
    for (int i = 0; i < address.length(); i++) {
      char c = address.charAt(i);
      letter |= Character.isLetter(c);
      if (c == ':' || c == '[') {
        return false;
      }
    }
    return letter;
  }

  /// `address:port`, or what of it is known.
  String name() {
    if (address.isEmpty() || port.isEmpty() || port.length() > 5) {
      return address;
    }
    return address + ':' + port;
  }
}
