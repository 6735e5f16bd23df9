package dev.headroom.store.embedded;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// The fields of a key in one text: joined by the unit separator, with backslash escapes for the
/// separator and for what a database text cannot hold. Keys must come back exactly as they were,
/// because their numbers follow from their order.
final class KeyText {
  private static final char SEPARATOR = '\u001f';
  private static final char ESCAPE = '\\';
  private static final int HEX_DIGITS = 4;

  private KeyText() {}

  static String join(List<String> fields) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < fields.size(); i++) {
      if (i > 0) {
        text.append(SEPARATOR);
      }
      append(text, fields.get(i));
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String field) {
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < field.length()
              && Character.isLowSurrogate(field.charAt(i + 1));
      if (pair) {
        text.append(c).append(field.charAt(++i));
      } else if (c == SEPARATOR || c == ESCAPE || c == 0 || Character.isSurrogate(c)) {
        text.append(ESCAPE).append(HexFormat.of().toHexDigits(c));
      } else {
        text.append(c);
      }
    }
  }

  static List<String> split(String text) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == SEPARATOR) {
        fields.add(field.toString());
        field.setLength(0);
      } else if (c == ESCAPE) {
        field.append((char) HexFormat.fromHexDigits(text, i + 1, i + 1 + HEX_DIGITS));
        i += HEX_DIGITS;
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
