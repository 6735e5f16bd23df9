package dev.headroom.otlp;

/// Turns what people put into names into names of low cardinality.
///
/// Masked are UUIDs, numbers, hexadecimal tokens of 8 and more digits, runs of 4 and more digits
/// inside a word, and tokens so long that nobody typed them.
final class Names {
  /// No name is longer.
  static final int LENGTH_MAX = 256;

  /// What stands for an id in paths and span names.
  static final String ID = "{id}";

  private static final int HEX_MIN = 8;
  private static final int DIGIT_RUN_MIN = 4;
  private static final int TOKEN_MAX = 40;
  private static final int MIXED_TOKEN_MAX = 20;

  private Names() {}

  /// The text, cut to [#LENGTH_MAX] characters.
  static String bounded(String text) {
    return bounded(text, LENGTH_MAX);
  }

  static String bounded(String text, int lengthMax) {
    if (text.length() <= lengthMax) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(lengthMax - 1)) ? lengthMax - 1 : lengthMax;
    return text.substring(0, end);
  }

  /// The name with ids masked, bounded.
  static String masked(String name) {
    return masked(name, ID);
  }

  static String masked(String name, String mask) {
    String text = bounded(name, 4 * LENGTH_MAX);
    StringBuilder out = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length() && out.length() < LENGTH_MAX) {
      char c = text.charAt(at);
      if (c == '{') {
        int close = text.indexOf('}', at);
        int end = close < 0 ? at + 1 : close + 1;
        out.append(text, at, end);
        at = end;
      } else if (isTokenPart(c)) {
        int end = at + 1;
        while (end < text.length() && isTokenPart(text.charAt(end))) {
          end++;
        }
        token(text.substring(at, end), mask, out);
        at = end;
      } else {
        out.append(c);
        at++;
      }
    }
    return bounded(out.toString());
  }

  private static boolean isTokenPart(char c) {
    return Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '~';
  }

  private static void token(String token, String mask, StringBuilder out) {
    if (isUuid(token) || isHex(token) || isUntyped(token)) {
      out.append(mask);
      return;
    }
    int at = 0;
    while (at < token.length()) {
      char c = token.charAt(at);
      if (!isDigit(c)) {
        out.append(c);
        at++;
        continue;
      }
      int end = at + 1;
      while (end < token.length() && isDigit(token.charAt(end))) {
        end++;
      }
      boolean alone =
          (at == 0 || isJoint(token.charAt(at - 1)))
              && (end == token.length() || isJoint(token.charAt(end)));
      if (alone || end - at >= DIGIT_RUN_MIN) {
        out.append(mask);
      } else {
        out.append(token, at, end);
      }
      at = end;
    }
  }

  private static boolean isJoint(char c) {
    return c == '-' || c == '_' || c == '~';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isHexDigit(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  private static boolean isUuid(String token) {
    if (token.length() != 36) {
      return false;
    }
    for (int i = 0; i < 36; i++) {
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? token.charAt(i) != '-' : !isHexDigit(token.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHex(String token) {
    if (token.length() < HEX_MIN) {
      return false;
    }
    boolean digit = false;
    for (int i = 0; i < token.length(); i++) {
      if (!isHexDigit(token.charAt(i))) {
        return false;
      }
      digit |= isDigit(token.charAt(i));
    }
    return digit;
  }

  /// Whether the token is longer than words are: letters and digits mixed, or without any joint.
  private static boolean isUntyped(String token) {
    if (token.length() < MIXED_TOKEN_MAX) {
      return false;
    }
    int digits = 0;
    boolean joint = false;
    for (int i = 0; i < token.length(); i++) {
      digits += isDigit(token.charAt(i)) ? 1 : 0;
      joint |= isJoint(token.charAt(i));
    }
    return (digits >= DIGIT_RUN_MIN && !joint) || (token.length() > TOKEN_MAX && digits > 0);
  }
}
