package dev.headroom.analysis.nplusone;

import java.util.regex.Pattern;

/// Tells whether calls walk through pages.
final class Paging {
  private static final Pattern IN_URL =
      Pattern.compile(
          "[?&](?:page|page_?token|page_?number|offset|cursor|after|before|start|skip|continue|marker)=",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern IN_STATEMENT =
      Pattern.compile(
          "\\boffset\\b|\\bfetch\\s+(?:next|first|forward)\\b|>\\s*\\?.*\\blimit\\b",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private Paging() {}

  static boolean of(String question) {
    return IN_URL.matcher(question).find();
  }

  /// Whether a statement starts where another left off.
  static boolean inStatement(String statement) {
    return !statement.isEmpty() && IN_STATEMENT.matcher(statement).find();
  }
}
