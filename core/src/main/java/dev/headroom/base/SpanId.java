package dev.headroom.base;

import java.util.HexFormat;

/// The 64-bit id of a span within its trace.
public record SpanId(long value) {

  /// Refuses zero, which the W3C Trace Context calls invalid.
  public SpanId {
    if (value == 0) {
      throw new HeadroomException(ErrorCode.INVALID, "spanId is all zeros; expected 8 bytes");
    }
  }

  /// Reads 16 hexadecimal digits in either case.
  ///
  /// @throws HeadroomException with [ErrorCode#INVALID] when the text is anything else
  public static SpanId parse(String text) {
    if (!text.matches("[0-9a-fA-F]{16}")) {
      throw new HeadroomException(
          ErrorCode.INVALID, "spanId '" + text + "' is not 16 hexadecimal digits");
    }
    return new SpanId(HexFormat.fromHexDigitsToLong(text));
  }

  /// The 16 lower-case hexadecimal digits.
  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(value);
  }
}
