package dev.headroom.demo.wire;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// A request as a route handler sees it.
///
/// @param pathValues values of the `{name}` parts of the route
/// @param query the raw query string, empty when there is none
/// @param headers request headers with names in lower case, first value each
/// @param body request body as text
public record Call(
    Map<String, String> pathValues, String query, Map<String, String> headers, String body) {
  /// The value of a `{name}` part of the route.
  public String pathValue(String name) {
    String value = pathValues.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no part '" + name + "'");
    }
    return value;
  }

  /// A `{name}` part that has to be a whole number.
  public int pathNumber(String name) {
    return number(name, pathValue(name));
  }

  /// A query parameter that must be there.
  public String parameter(String name) {
    for (String pair : query.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0 && pair.substring(0, equals).equals(name)) {
        return URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
      }
    }
    throw new BadCallException("query parameter '" + name + "' is missing");
  }

  /// A query parameter that has to be a whole number.
  public int parameterNumber(String name) {
    return number(name, parameter(name));
  }

  /// A header, or the given value when absent.
  public String header(String name, String absent) {
    return headers.getOrDefault(name, absent);
  }

  private static int number(String name, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new BadCallException(name + " '" + value + "', expected a whole number", e);
    }
  }
}
