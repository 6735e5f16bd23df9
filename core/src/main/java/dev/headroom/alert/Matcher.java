package dev.headroom.alert;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A condition on one label, as Alertmanager's matchers: a missing label counts as empty, patterns
/// must match the whole value.
///
/// Patterns are the part of RE2 that Java knows too; look-around, back references and possessive
/// quantifiers are refused, because Alertmanager would refuse them. A pattern that takes more than
/// [#MAX_STEPS] steps on a value is taken not to match: rather one alert too many.
public record Matcher(String name, Operator operator, String value) {
  /// Characters of a name or value at most.
  public static final int MAX_LENGTH = 1_000;

  /// Characters looked at in one match at most.
  public static final int MAX_STEPS = 100_000;

  private static final Pattern FORM =
      Pattern.compile("\\s*([a-zA-Z_][a-zA-Z0-9_]*)\\s*(=~|!~|!=|=)\\s*(.*?)\\s*", Pattern.DOTALL);
  private static final Pattern NOT_RE2 =
      Pattern.compile("\\(\\?<?[=!]|\\(\\?>|\\\\[1-9]|\\\\k<|[*+?}]\\+");

  /// How the value is compared.
  public enum Operator {
    EQUAL("="),
    NOT_EQUAL("!="),
    MATCHES("=~"),
    NOT_MATCHES("!~");

    private final String sign;

    Operator(String sign) {
      this.sign = sign;
    }

    /// As it is written.
    public String sign() {
      return sign;
    }

    /// Whether the value is a pattern.
    public boolean isPattern() {
      return this == MATCHES || this == NOT_MATCHES;
    }

    /// Whether what fits is wanted, not what does not.
    public boolean isPositive() {
      return this == EQUAL || this == MATCHES;
    }

    /// As Alertmanager tells it.
    public static Operator of(boolean pattern, boolean positive) {
      if (pattern) {
        return positive ? MATCHES : NOT_MATCHES;
      }
      return positive ? EQUAL : NOT_EQUAL;
    }
  }

  public Matcher {
    if (name.isBlank() || name.length() > MAX_LENGTH || value.length() > MAX_LENGTH) {
      throw invalid(name + operator.sign() + value, "a label and at most 1000 characters");
    }
    if (operator.isPattern()) {
      check(value);
    }
  }

  private static void check(String pattern) {
    if (NOT_RE2.matcher(pattern).find()) {
      throw invalid(
          pattern, "a pattern without look-around, back references and possessive quantifiers");
    }
    try {
      var _ = Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "matcher '" + pattern + "' is no pattern: " + e.getDescription() + "; expected RE2",
          e);
    }
  }

  private static HeadroomException invalid(String text, String expected) {
    return new HeadroomException(
        ErrorCode.INVALID, "matcher '" + text + "' is not valid; expected " + expected);
  }

  /// Reads `name=value`, `name!=value`, `name=~pattern`, `name!~pattern`; the value may stand in
  /// double quotes.
  ///
  /// @throws HeadroomException with [ErrorCode#INVALID] when the text is anything else
  public static Matcher parse(String text) {
    java.util.regex.Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw invalid(text, "name=value, name!=value, name=~pattern or name!~pattern");
    }
    String sign = form.group(2);
    Operator operator = Operator.of(sign.endsWith("~"), !sign.startsWith("!"));
    return new Matcher(form.group(1), operator, unquoted(form.group(3)));
  }

  private static String unquoted(String text) {
    return text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")
        ? text.substring(1, text.length() - 1).replace("\\\"", "\"").replace("\\\\", "\\")
        : text;
  }

  /// Whether a label set fits.
  public boolean matches(Map<String, String> labels) {
    return matches(labels.getOrDefault(name, ""));
  }

  boolean matches(String label) {
    boolean same = operator.isPattern() ? fits(label) : label.equals(value);
    return same == operator.isPositive();
  }

  private boolean fits(String label) {
    try {
      return Pattern.compile(value).matcher(new Bounded(label)).matches();
    } catch (TooManySteps _) {
      return !operator.isPositive();
    }
  }

  @Override
  public String toString() {
    return name + operator.sign() + '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /// Java's patterns backtrack, in the worst case for ever; this ends them.
  private static final class Bounded implements CharSequence {
    private final String text;
    private int steps;

    Bounded(String text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (++steps > MAX_STEPS) {
        throw new TooManySteps();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static final class TooManySteps extends RuntimeException {
    @java.io.Serial private static final long serialVersionUID = 1L;
  }
}
