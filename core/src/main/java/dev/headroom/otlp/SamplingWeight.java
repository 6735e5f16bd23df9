package dev.headroom.otlp;

/// How many spans one stands for, from the `th` value of the `ot` member of its W3C tracestate: the
/// rejection threshold of OpenTelemetry's consistent probability sampling.
final class SamplingWeight {
  private static final long RANGE = 1L << 56;
  private static final int DIGITS_MAX = 14;

  private SamplingWeight() {}

  /// 2^56 ÷ (2^56 − threshold), the threshold's hexadecimal digits padded on the right to 14; NaN
  /// when there is no threshold or it is malformed, for then the sampling is unknown.
  static float of(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int at = offset;
    while (at < end) {
      int stop = indexOf(bytes, at, end, ',');
      while (at < stop && (bytes[at] == ' ' || bytes[at] == '\t')) {
        at++;
      }
      if (stop - at > 3 && bytes[at] == 'o' && bytes[at + 1] == 't' && bytes[at + 2] == '=') {
        return ofMember(bytes, at + 3, stop);
      }
      at = stop + 1;
    }
    return Float.NaN;
  }

  private static float ofMember(byte[] bytes, int offset, int end) {
    int at = offset;
    while (at < end) {
      int stop = indexOf(bytes, at, end, ';');
      if (stop - at > 3 && bytes[at] == 't' && bytes[at + 1] == 'h' && bytes[at + 2] == ':') {
        return ofThreshold(bytes, at + 3, stop);
      }
      at = stop + 1;
    }
    return Float.NaN;
  }

  private static float ofThreshold(byte[] bytes, int offset, int stop) {
    int end = stop;
    while (end > offset && (bytes[end - 1] == ' ' || bytes[end - 1] == '\t')) {
      end--;
    }
    int digits = end - offset;
    if (digits < 1 || digits > DIGITS_MAX) {
      return Float.NaN;
    }
    long threshold = 0;
    for (int at = offset; at < end; at++) {
      int digit = Character.digit(bytes[at], 16);
      if (digit < 0) {
        return Float.NaN;
      }
      threshold = threshold << 4 | digit;
    }
    threshold <<= 4 * (DIGITS_MAX - digits);
    return (float) RANGE / (RANGE - threshold);
  }

  private static int indexOf(byte[] bytes, int from, int end, char wanted) {
    for (int at = from; at < end; at++) {
      if (bytes[at] == wanted) {
        return at;
      }
    }
    return end;
  }
}
