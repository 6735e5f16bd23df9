package dev.headroom.server.ingest;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The web origins whose pages may send telemetry from a browser.
///
/// @param patterns each an origin (`https://shop.example`), one whose host starts with `*.`
///   (`https://*.shop.example`), `localhost` for every port of this machine, or `*` for all
public record CorsOrigins(List<String> patterns) {

  private static final Set<String> LOCAL_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final String LOCALHOST = "localhost";
  private static final String ALL = "*";

  public CorsOrigins {
    patterns = List.copyOf(patterns);
    for (String pattern : patterns) {
      if (!pattern.equals(ALL)
          && !pattern.equals(LOCALHOST)
          && !pattern.matches("https?://(\\*\\.)?[^/*\\s]+")) {
        throw new HeadroomException(
            ErrorCode.INVALID,
            "CORS origin is '"
                + pattern
                + "'; expected scheme://host[:port], scheme://*.host, localhost or *");
      }
    }
  }

  /// Pages served from this machine, at any port.
  public static CorsOrigins localhost() {
    return new CorsOrigins(List.of(LOCALHOST));
  }

  boolean allows(String origin) {
    String wanted = origin.toLowerCase(Locale.ROOT);
    return patterns.stream().anyMatch(pattern -> matches(pattern, wanted));
  }

  private static boolean matches(String pattern, String origin) {
    if (pattern.equals(ALL)) {
      return true;
    }
    if (pattern.equals(LOCALHOST)) {
      return isLocal(origin);
    }
    int star = pattern.indexOf('*');
    if (star < 0) {
      return pattern.toLowerCase(Locale.ROOT).equals(origin);
    }
    String scheme = pattern.substring(0, star).toLowerCase(Locale.ROOT);
    String domain = pattern.substring(star + 1).toLowerCase(Locale.ROOT);
    return origin.startsWith(scheme)
        && origin.endsWith(domain)
        && origin.length() > scheme.length() + domain.length()
        && origin.indexOf('/', scheme.length()) < 0;
  }

  private static boolean isLocal(String origin) {
    try {
      String host = URI.create(origin).getHost();
      return host != null && LOCAL_HOSTS.contains(host);
    } catch (IllegalArgumentException notAnOrigin) {
      return false;
    }
  }
}
