package dev.headroom.query;

import dev.headroom.query.view.AttributeView;
import java.util.ArrayList;
import java.util.List;

/// Reads a JSON object's members as texts: strings without quotes, everything else as it stands. It
/// reads what [dev.headroom.signal.Attributes] writes; anything else yields the members up to the
/// first that cannot be read.
final class FlatJson {
  private final String text;
  private int at;

  private FlatJson(String text) {
    this.text = text;
  }

  static List<AttributeView> members(String object) {
    return new FlatJson(object).members();
  }

  private List<AttributeView> members() {
    List<AttributeView> members = new ArrayList<>();
    if (!take('{')) {
      return members;
    }
    while (at < text.length() && peek() == '"') {
      String key = string();
      if (!take(':')) {
        return members;
      }
      skipBlanks();
      members.add(new AttributeView(key, at < text.length() && peek() == '"' ? string() : raw()));
      if (!take(',')) {
        return members;
      }
      skipBlanks();
    }
    return members;
  }

  private char peek() {
    return text.charAt(at);
  }

  private void skipBlanks() {
    while (at < text.length() && Character.isWhitespace(peek())) {
      at++;
    }
  }

  private boolean take(char wanted) {
    skipBlanks();
    if (at < text.length() && peek() == wanted) {
      at++;
      skipBlanks();
      return true;
    }
    return false;
  }

  private String string() {
    StringBuilder out = new StringBuilder();
    at++;
    while (at < text.length() && peek() != '"') {
      char c = text.charAt(at++);
      if (c == '\\' && at < text.length()) {
        out.append(escaped(text.charAt(at++)));
      } else {
        out.append(c);
      }
    }
    at++;
    return out.toString();
  }

  private char escaped(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u' -> unicode();
      default -> c;
    };
  }

  private char unicode() {
    int end = Math.min(text.length(), at + 4);
    int code = 0;
    for (; at < end; at++) {
      code = code * 16 + Math.max(0, Character.digit(text.charAt(at), 16));
    }
    return (char) code;
  }

  // A value that is no string ends at the comma or brace of the object around it.
  private String raw() {
    int from = at;
    int depth = 0;
    boolean quoted = false;
    for (; at < text.length(); at++) {
      char c = peek();
      if (quoted) {
        if (c == '\\') {
          at++;
        } else if (c == '"') {
          quoted = false;
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == '{' || c == '[') {
        depth++;
      } else if (depth > 0 && (c == '}' || c == ']')) {
        depth--;
      } else if (depth == 0 && (c == ',' || c == '}')) {
        break;
      }
    }
    return text.substring(from, Math.min(at, text.length())).strip();
  }
}
