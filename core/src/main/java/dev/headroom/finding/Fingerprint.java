package dev.headroom.finding;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// The lasting name of a finding: 16 hexadecimal digits.
public record Fingerprint(String value) implements Comparable<Fingerprint> {
  private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{16}");

  public Fingerprint {
    if (!DIGITS.matcher(value).matches()) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "finding '" + value + "' is no fingerprint; expected 16 hexadecimal digits");
    }
  }

  /// The first 64 bits of SHA-256 over the parts, told apart by a zero byte.
  static Fingerprint of(String analysis, Subject subject) {
    String operation = subject.operation() == null ? "" : subject.operation().value();
    String text =
        String.join("\0", analysis, subject.service().value(), operation, subject.detail());
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return new Fingerprint(HexFormat.of().formatHex(hash, 0, 8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public int compareTo(Fingerprint other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
