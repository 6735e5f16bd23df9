package dev.headroom.otlp;

import java.util.Locale;

/// Normalises one SQL (or CQL) statement. Used once.
final class SqlNormalizer {
  private final String text;
  private final boolean mySql;
  private final StringBuilder out;
  private int at;
  private boolean space;

  SqlNormalizer(String text, boolean mySql) {
    this.text = text;
    this.mySql = mySql;
    out = new StringBuilder(Math.min(text.length(), 512));
  }

  String normalize() {
    while (at < text.length() && out.length() <= StatementNormalizer.LENGTH_MAX) {
      step();
    }
    int end = out.length();
    while (end > 0 && (out.charAt(end - 1) == ';' || out.charAt(end - 1) == ' ')) {
      end--;
    }
    out.setLength(end);
    return out.toString();
  }

  private void step() {
    char c = text.charAt(at);
    if (Character.isWhitespace(c)) {
      at++;
      space = true;
    } else if ((c == '-' && next('-')) || (mySql && c == '#')) {
      at = lineEnd();
      space = true;
    } else if (c == '/' && next('*')) {
      int close = text.indexOf("*/", at + 2);
      at = close < 0 ? text.length() : close + 2;
      space = true;
    } else if (c == '\'' || (mySql && c == '"')) {
      skipQuoted(c, true);
      literal();
    } else if (c == '"' || c == '`') {
      int start = at;
      skipQuoted(c, false);
      word(start);
    } else if (c == '$') {
      dollar();
    } else if (isDigit(c) || (c == '.' && isDigit(peek()))) {
      skipNumber();
      literal();
    } else if (c == '?') {
      at++;
      literal();
    } else if (c == ':' || c == '@') {
      parameter(c);
    } else if (isWordStart(c)) {
      wordOrPrefixedLiteral();
    } else {
      punctuation(c);
    }
  }

  private boolean next(char c) {
    return at + 1 < text.length() && text.charAt(at + 1) == c;
  }

  private char peek() {
    return at + 1 < text.length() ? text.charAt(at + 1) : ' ';
  }

  private int lineEnd() {
    int end = text.indexOf('\n', at);
    return end < 0 ? text.length() : end;
  }

  /// Goes past a quoted text; one that is not closed (statements are cut short on their way) runs
  /// to the end.
  private void skipQuoted(char quote, boolean literal) {
    at++;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\\' && literal && mySql) {
        at += 2;
      } else if (c != quote) {
        at++;
      } else if (next(quote)) {
        at += 2;
      } else {
        at++;
        return;
      }
    }
    at = text.length();
  }

  /// `$1`, `$tag$ … $tag$`, or just a dollar.
  private void dollar() {
    int end = at + 1;
    while (end < text.length() && isWordPart(text.charAt(end)) && text.charAt(end) != '$') {
      end++;
    }
    boolean tagged = end < text.length() && text.charAt(end) == '$';
    if (tagged && (end == at + 1 || !isDigit(text.charAt(at + 1)))) {
      String tag = text.substring(at, end + 1);
      int close = text.indexOf(tag, end + 1);
      at = close < 0 ? text.length() : close + tag.length();
      literal();
    } else if (end > at + 1) {
      at = end;
      literal();
    } else {
      punctuation('$');
    }
  }

  private void skipNumber() {
    while (at < text.length()) {
      char c = text.charAt(at);
      boolean exponentSign =
          (c == '+' || c == '-') && (text.charAt(at - 1) == 'e' || text.charAt(at - 1) == 'E');
      if (!isWordPart(c) && c != '.' && !exponentSign) {
        return;
      }
      at++;
    }
  }

  /// `:name` and `@name` stand for values; `::type`, `:=` and `@@variable` do not.
  private void parameter(char mark) {
    int end = at + 1;
    while (end < text.length() && isWordPart(text.charAt(end))) {
      end++;
    }
    if (end > at + 1) {
      at = end;
      literal();
    } else if (next(mark)) {
      punctuation(mark);
      punctuation(mark);
    } else {
      punctuation(mark);
    }
  }

  private void wordOrPrefixedLiteral() {
    int start = at;
    while (at < text.length() && isWordPart(text.charAt(at))) {
      at++;
    }
    if (at < text.length() && text.charAt(at) == '\'' && at - start <= 2) {
      // E'…', N'…', X'…', B'…', _x'…': the letters belong to the literal.
      boolean escapes = Character.toUpperCase(text.charAt(start)) == 'E';
      skipQuoted('\'', true);
      if (escapes) {
        skipEscapedRest();
      }
      literal();
      return;
    }
    word(start);
  }

  /// In `E'it\'s'` the quote after a backslash did not end the literal.
  private void skipEscapedRest() {
    while (at < text.length() && at >= 2 && text.charAt(at - 2) == '\\') {
      int close = text.indexOf('\'', at);
      at = close < 0 ? text.length() : close + 1;
    }
  }

  private void word(int start) {
    separate();
    out.append(text, start, at);
  }

  private void punctuation(char c) {
    at++;
    if (c == ',' || c == ')' || c == ';' || c == ']') {
      space = false;
    } else {
      separate();
    }
    out.append(c);
    if (c == ')' || c == ']') {
      collapse(c);
    }
    if (c == ',') {
      space = true;
    }
  }

  private void separate() {
    if (space && !out.isEmpty()) {
      char last = out.charAt(out.length() - 1);
      if (last != '(' && last != '[' && last != ' ') {
        out.append(' ');
      }
    }
    space = false;
  }

  private void literal() {
    dropSign();
    separate();
    out.append('?');
  }

  /// In `= -5` the minus belongs to the number.
  private void dropSign() {
    int last = out.length() - 1;
    if (last < 1 || (out.charAt(last) != '-' && out.charAt(last) != '+')) {
      return;
    }
    int before = last - 1;
    boolean blank = out.charAt(before) == ' ';
    if (blank) {
      before--;
    }
    if (before >= 0 && "=<>(,*/%+-|".indexOf(out.charAt(before)) >= 0 && !space) {
      out.setLength(last);
    }
  }

  /// `IN (?, ?, ?)` and `ARRAY[?, ?]` become lists of one; of rows that look the same, as in
  /// `VALUES (?, ?), (?, ?)`, the first stays.
  private void collapse(char close) {
    int end = out.length();
    int open = end - 2;
    while (open >= 0
        && (out.charAt(open) == '?' || out.charAt(open) == ',' || out.charAt(open) == ' ')) {
      open--;
    }
    char wanted = close == ')' ? '(' : '[';
    if (open < 0 || out.charAt(open) != wanted || end - open < 3) {
      return;
    }
    if (close == ']' || precededByIn(open)) {
      out.setLength(open + 1);
      out.append('?').append(close);
      return;
    }
    int row = end - open;
    int previous = open - 2 - row;
    if (previous >= 0
        && out.charAt(open - 1) == ' '
        && out.charAt(open - 2) == ','
        && out.substring(previous, previous + row).contentEquals(out.substring(open))) {
      out.setLength(open - 2);
    }
  }

  private boolean precededByIn(int open) {
    int end = open > 0 && out.charAt(open - 1) == ' ' ? open - 1 : open;
    if (end < 2 || !out.substring(end - 2, end).toUpperCase(Locale.ROOT).equals("IN")) {
      return false;
    }
    return end == 2 || !isWordPart(out.charAt(end - 3));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWordStart(char c) {
    return Character.isLetter(c) || c == '_';
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$';
  }
}
