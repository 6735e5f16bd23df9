package dev.headroom.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The colours of the sheet against each other, by the contrast ratio of WCAG 2.2, level AA.
final class ContrastTest {
  private static final double TEXT = 4.5;
  private static final double CONTROL = 3;
  private static final Pattern TOKEN = Pattern.compile("--([a-z0-9-]+): #([0-9a-f]{6});");

  private static final Map<String, Integer> LIGHT = tokens(":root {");
  private static final Map<String, Integer> DARK = tokens(":root[data-theme='dark'] {");

  private static String sheet() {
    byte[] bytes = Objects.requireNonNull(Assets.load().find("headroom.css")).bytes();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// The tokens of the rule that starts so.
  private static Map<String, Integer> tokens(String start) {
    String sheet = sheet();
    int from = sheet.indexOf("\n" + start);
    Matcher matcher = TOKEN.matcher(sheet.substring(from, sheet.indexOf('}', from)));
    Map<String, Integer> tokens = new HashMap<>();
    while (matcher.find()) {
      tokens.put(matcher.group(1), Integer.parseInt(matcher.group(2), 16));
    }
    return tokens;
  }

  @ParameterizedTest
  @CsvSource({
    "text, bg",
    "text, surface",
    "text, sunken",
    "text-2, bg",
    "text-2, surface",
    "text-2, sunken",
    "text-3, bg",
    "text-3, surface",
    "text-3, sunken",
    "accent-text, surface",
    "accent-text, sunken",
    "accent-text, accent-soft",
    "good, surface",
    "good, good-soft",
    "warn, surface",
    "warn, warn-soft",
    "bad, surface",
    "bad, bad-soft"
  })
  void textCanBeRead(String text, String ground) {
    assertThat(ratio(LIGHT, text, ground)).as("light").isGreaterThanOrEqualTo(TEXT);
    assertThat(ratio(DARK, text, ground)).as("dark").isGreaterThanOrEqualTo(TEXT);
  }

  @ParameterizedTest
  @CsvSource({"control, raised", "control, surface", "accent, surface", "accent, bg"})
  void controlsAndTheFocusRingCanBeSeen(String line, String ground) {
    assertThat(ratio(LIGHT, line, ground)).as("light").isGreaterThanOrEqualTo(CONTROL);
    assertThat(ratio(DARK, line, ground)).as("dark").isGreaterThanOrEqualTo(CONTROL);
  }

  @Test
  void darkIsTheSameWhetherChosenOrFollowed() {
    assertThat(tokens("  :root:not([data-theme='light']) {")).isEqualTo(DARK).isNotEmpty();
  }

  private static double ratio(Map<String, Integer> tokens, String one, String other) {
    double a = luminance(Objects.requireNonNull(tokens.get(one), one));
    double b = luminance(Objects.requireNonNull(tokens.get(other), other));
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  private static double luminance(int colour) {
    return 0.2126 * linear(colour >> 16) + 0.7152 * linear(colour >> 8) + 0.0722 * linear(colour);
  }

  private static double linear(int channel) {
    double value = (channel & 0xff) / 255.0;
    return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
  }
}
