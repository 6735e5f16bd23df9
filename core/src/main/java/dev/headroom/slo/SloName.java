package dev.headroom.slo;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.util.regex.Pattern;

/// The name of an SLO: a DNS label or subdomain (RFC 1123), as OpenSLO asks for `metadata.name`.
public record SloName(String value) implements Comparable<SloName> {
  private static final Pattern SHAPE =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final int LENGTH_MAX = 253;

  public SloName {
    if (value.length() > LENGTH_MAX || !SHAPE.matcher(value).matches()) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "name '"
              + value
              + "'; expected lower-case letters, digits, '-' and '.', first and last a letter or"
              + " digit, at most 253 characters (RFC 1123)");
    }
  }

  @Override
  public int compareTo(SloName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
