package dev.headroom.server.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.headroom.server.ingest.OtlpSchema.FieldType;
import java.io.IOException;
import java.math.BigDecimal;

/// Reads the numbers of OTLP's JSON, which may be written as numbers or as strings.
///
/// All methods throw [NumberFormatException] when the current token is no such number.
final class JsonNumbers {
  private static final long UINT32_MAX = 0xFFFF_FFFFL;

  /// Nothing longer can be a 64-bit number worth reading.
  private static final int MAX_CHARS = 400;

  /// The digits of 2^64, which bounds what is expanded: `1e999999999` is a short text.
  private static final int MAX_DIGITS = 20;

  private static final int MAX_FAST_DIGITS = 18;

  private final JsonParser parser;

  JsonNumbers(JsonParser parser) {
    this.parser = parser;
  }

  static String expectation(FieldType type) {
    return switch (type) {
      case UINT32, FIXED32 -> "an integer from 0 to 4294967295";
      case SINT32 -> "an integer from -2147483648 to 2147483647";
      case UINT64, FIXED64 -> "an integer from 0 to 18446744073709551615";
      case INT64, SFIXED64 -> "an integer from -9223372036854775808 to 9223372036854775807";
      case STRING, BYTES, HEX, BOOL, DOUBLE, ENUM, MESSAGE ->
          throw new IllegalArgumentException("no integer: " + type);
    };
  }

  /// An integer in the bits that protobuf writes for the type.
  long integer(FieldType type) throws IOException {
    return switch (type) {
      case UINT32, FIXED32 -> inRange(signed64(), 0, UINT32_MAX);
      case SINT32 -> {
        long value = int32();
        yield (value << 1 ^ value >> 63) & UINT32_MAX;
      }
      case UINT64, FIXED64 -> unsigned64();
      case INT64, SFIXED64 -> signed64();
      case STRING, BYTES, HEX, BOOL, DOUBLE, ENUM, MESSAGE ->
          throw new IllegalArgumentException("no integer: " + type);
    };
  }

  long int32() throws IOException {
    return inRange(signed64(), Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  double real() throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
      return finite(parser.getDoubleValue());
    }
    String text = text();
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> {
        requireDecimal(text);
        yield finite(Double.parseDouble(text));
      }
    };
  }

  private static double finite(double value) {
    if (Double.isInfinite(value)) {
      throw new NumberFormatException("beyond the range of a double");
    }
    return value;
  }

  private long signed64() throws IOException {
    long fast = fastDigits();
    if (fast >= 0) {
      return fast;
    }
    BigDecimal value = decimal();
    if (value.toBigInteger().bitLength() > 63) {
      throw new NumberFormatException("beyond 64 bits");
    }
    return value.longValue();
  }

  private long unsigned64() throws IOException {
    long fast = fastDigits();
    if (fast >= 0) {
      return fast;
    }
    BigDecimal value = decimal();
    if (value.signum() < 0 || value.toBigInteger().bitLength() > 64) {
      throw new NumberFormatException("beyond 64 bits");
    }
    return value.longValue();
  }

  private static long inRange(long value, long min, long max) {
    if (value < min || value > max) {
      throw new NumberFormatException("out of range");
    }
    return value;
  }

  /// The value of a token of few decimal digits and nothing else; -1 for all others.
  private long fastDigits() throws IOException {
    JsonToken token = parser.currentToken();
    int length = parser.getTextLength();
    if ((token != JsonToken.VALUE_STRING && token != JsonToken.VALUE_NUMBER_INT)
        || length == 0
        || length > MAX_FAST_DIGITS + 1) {
      return -1;
    }
    char[] chars = parser.getTextCharacters();
    int offset = parser.getTextOffset();
    long value = 0;
    for (int i = 0; i < length; i++) {
      int digit = chars[offset + i] - '0';
      if (digit < 0 || digit > 9 || (i == MAX_FAST_DIGITS && value > Long.MAX_VALUE / 10 - 1)) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  /// Any way to write an integer, `1.5e3` included; throws when it has a fraction.
  private BigDecimal decimal() throws IOException {
    JsonToken token = parser.currentToken();
    boolean number = token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
    String text = number ? parser.getText() : text();
    requireDecimal(text);
    BigDecimal value = new BigDecimal(text);
    if (value.signum() == 0) {
      return BigDecimal.ZERO;
    }
    if ((long) value.precision() - value.scale() > MAX_DIGITS
        || value.stripTrailingZeros().scale() > 0) {
      throw new NumberFormatException("no 64-bit integer");
    }
    return value;
  }

  private String text() throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING || parser.getTextLength() > MAX_CHARS) {
      throw new NumberFormatException("no number");
    }
    return parser.getText();
  }

  /// Java's own parsers take more than JSON's grammar: digits of all scripts, suffixes,
  /// hexadecimal.
  private static void requireDecimal(String text) {
    for (int i = 0; i < text.length(); i++) {
      if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
        throw new NumberFormatException("no number");
      }
    }
  }
}
