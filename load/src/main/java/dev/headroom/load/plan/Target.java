package dev.headroom.load.plan;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/// Where load goes: the origin that requests are sent to.
///
/// @param tls whether the scheme is https
/// @param host name or address, in lower case, IPv6 without brackets
/// @param path what the address named besides, with its query; `/` when nothing
public record Target(boolean tls, String host, int port, String path) {

  /// Reads an address of http or https.
  ///
  /// @param field what a refusal names
  public static Target of(String field, String url) {
    String expected = "an address such as http://127.0.0.1:8080/path";
    URI uri;
    try {
      uri = new URI(url.strip());
    } catch (URISyntaxException _) {
      throw Amounts.wrong(field, url, expected);
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean tls = scheme.equals("https");
    if ((!tls && !scheme.equals("http")) || uri.getHost() == null || uri.getUserInfo() != null) {
      throw Amounts.wrong(field, url, expected);
    }
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    if (host.startsWith("[")) {
      host = host.substring(1, host.length() - 1);
    }
    int port = uri.getPort() < 0 ? (tls ? 443 : 80) : uri.getPort();
    if (port == 0 || port > 65_535) {
      throw Amounts.wrong(field, url, "a port from 1 to 65535");
    }
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return new Target(
        tls, host, port, uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
  }

  /// Host and port as the Host header has them: without the port that the scheme implies.
  public String authority() {
    String name = host.contains(":") ? "[" + host + "]" : host;
    return port == (tls ? 443 : 80) ? name : name + ":" + port;
  }

  /// Scheme, host and port.
  public String origin() {
    return (tls ? "https://" : "http://") + authority();
  }
}
