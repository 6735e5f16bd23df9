package dev.headroom.server.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.server.ingest.OtlpSchema.Field;
import dev.headroom.server.ingest.OtlpSchema.FieldType;
import dev.headroom.server.ingest.OtlpSchema.Message;
import java.io.IOException;
import java.util.Base64;
import java.util.Objects;

/// One run of the [JsonTranscoder]: reads tokens, writes fields. Used once, by one thread.
final class JsonTranscription {
  /// As deep as protobuf's own parsers go.
  private static final int MAX_MESSAGE_DEPTH = 100;

  private static final int MAX_QUOTED_CHARS = 60;

  private final JsonParser parser;
  private final ProtoWriter out;
  private final JsonNumbers numbers;

  JsonTranscription(JsonParser parser, ProtoWriter out) {
    this.parser = parser;
    this.out = out;
    this.numbers = new JsonNumbers(parser);
  }

  /// Reads the whole input as one message.
  void request(Message type) throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw new HeadroomException(
          ErrorCode.INVALID, "the request is empty; expected a JSON object, at least {}");
    }
    if (first != JsonToken.START_OBJECT) {
      throw invalid("a JSON object (" + type.name() + ")");
    }
    fields(type);
    if (parser.nextToken() != null) {
      throw invalid("nothing after the end of the JSON object");
    }
  }

  private void fields(Message type) throws IOException {
    if (out.depth() > MAX_MESSAGE_DEPTH) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          path() + " is nested too deeply; expected at most " + MAX_MESSAGE_DEPTH + " messages");
    }
    long seen = 0;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      int index = type.indexOf(parser.currentName());
      JsonToken value = parser.nextToken();
      if (index < 0) {
        parser.skipChildren();
      } else if (value != JsonToken.VALUE_NULL) {
        if ((seen & type.exclusions(index)) != 0 || (seen & 1L << index) != 0) {
          throw twice(type.fields().get(index));
        }
        seen |= 1L << index;
        field(type.fields().get(index));
      }
    }
  }

  private void field(Field field) throws IOException {
    if (field.repeated()) {
      repeated(field);
    } else if (field.nested() != null) {
      nested(field);
    } else {
      scalar(field);
    }
  }

  private void repeated(Field field) throws IOException {
    if (!parser.isExpectedStartArrayToken()) {
      throw invalid("an array");
    }
    boolean packed = field.type() != FieldType.MESSAGE && field.type() != FieldType.STRING;
    boolean open = false;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (field.nested() != null) {
        nested(field);
      } else if (packed) {
        if (!open) {
          out.beginMessage(field.number());
          open = true;
        }
        packed(field);
      } else {
        string(field, true);
      }
    }
    if (open) {
      out.endMessage();
    }
  }

  private void nested(Field field) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw invalid("a JSON object");
    }
    out.beginMessage(field.number());
    fields(Objects.requireNonNull(field.nested()));
    out.endMessage();
  }

  private void scalar(Field field) throws IOException {
    int number = field.number();
    boolean always = field.presence();
    switch (field.type()) {
      case STRING -> string(field, always);
      case HEX -> bytes(field, hex(), always);
      case BYTES -> bytes(field, base64(), always);
      case BOOL -> varint(number, bool() ? 1 : 0, always);
      case DOUBLE -> fixed64(number, Double.doubleToRawLongBits(real()), always);
      case FIXED64, SFIXED64 -> fixed64(number, integer(field.type()), always);
      case FIXED32 -> fixed32(number, (int) integer(field.type()), always);
      case UINT32, INT64, UINT64, SINT32 -> varint(number, integer(field.type()), always);
      case ENUM -> varint(number, enumNumber(field), always);
      case MESSAGE -> throw new IllegalStateException("not a scalar: " + field);
    }
  }

  /// One element of a packed field; only the types that occur in OTLP.
  private void packed(Field field) throws IOException {
    switch (field.type()) {
      case DOUBLE -> out.rawFixed64(Double.doubleToRawLongBits(real()));
      case FIXED64, SFIXED64 -> out.rawFixed64(integer(field.type()));
      case FIXED32 -> out.rawFixed32((int) integer(field.type()));
      case UINT32, INT64, UINT64, SINT32 -> out.rawVarint(integer(field.type()));
      case ENUM -> out.rawVarint(enumNumber(field));
      case BOOL -> out.rawVarint(bool() ? 1 : 0);
      case STRING, HEX, BYTES, MESSAGE -> throw new IllegalStateException("not packed: " + field);
    }
  }

  private void varint(int number, long value, boolean always) {
    if (always || value != 0) {
      out.varint(number, value);
    }
  }

  private void fixed64(int number, long value, boolean always) {
    if (always || value != 0) {
      out.fixed64(number, value);
    }
  }

  private void fixed32(int number, int value, boolean always) {
    if (always || value != 0) {
      out.fixed32(number, value);
    }
  }

  private void bytes(Field field, byte[] value, boolean always) {
    if (always || value.length > 0) {
      out.bytes(field.number(), value);
    }
  }

  private void string(Field field, boolean always) throws IOException {
    requireText("a string");
    int length = parser.getTextLength();
    if (always || length > 0) {
      out.string(field.number(), parser.getTextCharacters(), parser.getTextOffset(), length);
    }
  }

  private byte[] hex() throws IOException {
    requireText("a string of hexadecimal digits");
    char[] chars = parser.getTextCharacters();
    int offset = parser.getTextOffset();
    int length = parser.getTextLength();
    if (length % 2 != 0) {
      throw invalid("an even number of hexadecimal digits");
    }
    byte[] bytes = new byte[length / 2];
    for (int i = 0; i < bytes.length; i++) {
      int high = hexDigit(chars[offset + 2 * i]);
      int low = hexDigit(chars[offset + 2 * i + 1]);
      if (high < 0 || low < 0) {
        throw invalid("hexadecimal digits (OTLP does not use base64 for ids)");
      }
      bytes[i] = (byte) (high << 4 | low);
    }
    return bytes;
  }

  private static int hexDigit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int lower = c | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  private byte[] base64() throws IOException {
    requireText("a base64 string");
    String text = parser.getText().replace('-', '+').replace('_', '/');
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException notBase64) {
      throw invalid("base64");
    }
  }

  private boolean bool() throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case null, default -> throw invalid("true or false");
    };
  }

  private double real() throws IOException {
    try {
      return numbers.real();
    } catch (NumberFormatException notANumber) {
      throw invalid("a number, or one of \"NaN\", \"Infinity\" and \"-Infinity\"");
    }
  }

  /// The value as it is written: SINT32 in zigzag, the others as they are.
  private long integer(FieldType type) throws IOException {
    try {
      return numbers.integer(type);
    } catch (NumberFormatException outOfRange) {
      throw invalid(JsonNumbers.expectation(type));
    }
  }

  private long enumNumber(Field field) throws IOException {
    EnumNames names = Objects.requireNonNull(field.names());
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      int known = names.number(parser.getText());
      if (known >= 0) {
        return known;
      }
    }
    try {
      return numbers.int32();
    } catch (NumberFormatException unknown) {
      throw invalid("the number of a " + names.prefix());
    }
  }

  private void requireText(String expected) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw invalid(expected);
    }
  }

  private HeadroomException twice(Field field) {
    String others =
        field.oneof().isEmpty()
            ? "is given twice; expected it once"
            : "stands beside another of the values that exclude each other; expected one of them";
    return new HeadroomException(ErrorCode.INVALID, path() + " " + others);
  }

  private HeadroomException invalid(String expected) throws IOException {
    return new HeadroomException(
        ErrorCode.INVALID, path() + " is " + quoted() + "; expected " + expected);
  }

  private String quoted() throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      return "missing";
    }
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "'" + cut(parser.getText()) + "'";
      case NOT_AVAILABLE,
          END_OBJECT,
          END_ARRAY,
          FIELD_NAME,
          VALUE_EMBEDDED_OBJECT,
          VALUE_NUMBER_INT,
          VALUE_NUMBER_FLOAT,
          VALUE_TRUE,
          VALUE_FALSE,
          VALUE_NULL ->
          cut(parser.getText());
    };
  }

  private static String cut(String text) {
    return text.length() <= MAX_QUOTED_CHARS ? text : text.substring(0, MAX_QUOTED_CHARS) + "…";
  }

  /// Where the parser stands, like `resourceSpans[0].scopeSpans[1].spans[7].traceId`.
  private String path() {
    StringBuilder path = new StringBuilder();
    JsonToken token = parser.currentToken();
    JsonStreamContext at = parser.getParsingContext();
    if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
      // What was just opened has no current member yet.
      at = at.getParent();
    }
    for (; at != null && !at.inRoot(); at = at.getParent()) {
      if (at.inArray()) {
        path.insert(0, "[" + at.getCurrentIndex() + "]");
      } else if (at.getCurrentName() != null) {
        path.insert(0, "." + cut(at.getCurrentName()));
      }
    }
    if (path.isEmpty()) {
      return "the request";
    }
    return path.charAt(0) == '.' ? path.substring(1) : path.toString();
  }
}
