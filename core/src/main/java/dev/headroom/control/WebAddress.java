package dev.headroom.control;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.net.URI;
import java.net.URISyntaxException;

/// Checks addresses that become links on the pages, so that nothing but the web's own schemes gets
/// there.
final class WebAddress {
  private WebAddress() {}

  /// The address as it was given; empty stays empty.
  static String checked(String field, String text) {
    if (text.isEmpty()) {
      return text;
    }
    try {
      String scheme = new URI(text).getScheme();
      if ("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme)) {
        return text;
      }
    } catch (URISyntaxException e) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          field + " '" + text + "' is no address; expected http:// or https://",
          e);
    }
    throw new HeadroomException(
        ErrorCode.INVALID,
        field + " '" + text + "' is no web address; expected http:// or https://");
  }
}
