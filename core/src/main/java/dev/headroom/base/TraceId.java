package dev.headroom.base;

import java.util.HexFormat;

/// The 128-bit id of a trace, big-endian halves.
///
/// @param hi the first eight bytes
/// @param lo the last eight bytes
public record TraceId(long hi, long lo) implements Comparable<TraceId> {

  /// Refuses the all-zero id, which the W3C Trace Context calls invalid.
  public TraceId {
    if (hi == 0 && lo == 0) {
      throw new HeadroomException(ErrorCode.INVALID, "traceId is all zeros; expected 16 bytes");
    }
  }

  /// Reads 32 hexadecimal digits in either case; 16 digits are a 64-bit id, padded on the left.
  ///
  /// @throws HeadroomException with [ErrorCode#INVALID] when the text is anything else
  public static TraceId parse(String text) {
    if (!text.matches("[0-9a-fA-F]{32}|[0-9a-fA-F]{16}")) {
      throw new HeadroomException(
          ErrorCode.INVALID, "traceId '" + text + "' is not 32 hexadecimal digits");
    }
    String digits = text.length() == 16 ? "0".repeat(16) + text : text;
    return new TraceId(
        HexFormat.fromHexDigitsToLong(digits, 0, 16),
        HexFormat.fromHexDigitsToLong(digits, 16, 32));
  }

  @Override
  public int compareTo(TraceId other) {
    int byHi = Long.compareUnsigned(hi, other.hi);
    return byHi != 0 ? byHi : Long.compareUnsigned(lo, other.lo);
  }

  /// The 32 lower-case hexadecimal digits.
  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(hi) + hex.toHexDigits(lo);
  }
}
