package dev.headroom.store.embedded;

import java.util.ArrayList;
import java.util.List;

/// The fields of a key in one text: joined by the unit separator, with backslash escapes.
final class KeyText {
  private static final char SEPARATOR = '\u001f';

  private KeyText() {}

  static String join(List<String> fields) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < fields.size(); i++) {
      if (i > 0) {
        text.append(SEPARATOR);
      }
      String field = fields.get(i);
      for (int j = 0; j < field.length(); j++) {
        char c = field.charAt(j);
        switch (c) {
          case SEPARATOR -> text.append("\\s");
          case '\u0000' -> text.append("\\0");
          case '\\' -> text.append("\\\\");
          default -> text.append(c);
        }
      }
    }
    return text.toString();
  }

  static List<String> split(String text) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == SEPARATOR) {
        fields.add(field.toString());
        field.setLength(0);
      } else if (c == '\\') {
        char escaped = text.charAt(++i);
        field.append(escaped == 's' ? SEPARATOR : escaped == '0' ? '\u0000' : escaped);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
