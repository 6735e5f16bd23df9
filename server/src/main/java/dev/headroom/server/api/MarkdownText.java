package dev.headroom.server.api;

import java.util.regex.Pattern;

/// Texts from telemetry within Markdown.
public final class MarkdownText {
  private static final Pattern SPECIAL = Pattern.compile("([\\\\`*_{}\\[\\]<>()#+!|~])");

  private MarkdownText() {}

  /// The text on one line, escaped so that it turns into no link, table or HTML.
  public static String escaped(String text) {
    return SPECIAL.matcher(text.replaceAll("\\s+", " ")).replaceAll("\\\\$1");
  }
}
