package dev.headroom.load.arrival;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;

/// How arrivals of a rate are spread over time.
public enum Spacing {
  /// In equal distance: the kindest load of a rate.
  EVEN,
  /// Each independent of the others (a Poisson process): the load of many users.
  POISSON;

  /// Reads the name.
  public static Spacing of(String field, String text) {
    return switch (text) {
      case "even" -> EVEN;
      case "poisson" -> POISSON;
      default ->
          throw new HeadroomException(
              ErrorCode.INVALID, field + " is '" + text + "'; expected poisson or even");
    };
  }
}
