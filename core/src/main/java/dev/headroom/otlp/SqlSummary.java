package dev.headroom.otlp;

import java.util.Locale;

/// Finds verb and first table of a normalised SQL statement.
final class SqlSummary {
  private static final int WORDS_MAX = 2_000;

  private final String text;
  private int at;

  private SqlSummary(String text) {
    this.text = text;
  }

  static String of(String normalized) {
    return new SqlSummary(normalized).find();
  }

  private String find() {
    String verb = word().toUpperCase(Locale.ROOT);
    if (verb.equals("WITH")) {
      verb = mainVerb();
    }
    String table =
        switch (verb) {
          case "SELECT", "DELETE" -> after("FROM");
          case "INSERT", "REPLACE", "MERGE", "UPSERT" -> after("INTO");
          case "UPDATE", "CALL", "EXEC", "EXECUTE", "TRUNCATE", "LOCK" -> object(word());
          case "CREATE", "ALTER", "DROP" -> {
            verb = verb + ' ' + word().toUpperCase(Locale.ROOT);
            yield object(word());
          }
          default -> "";
        };
    return Names.bounded((verb + ' ' + table).strip());
  }

  /// After `WITH …`: the first verb outside brackets.
  private String mainVerb() {
    int depth = 0;
    for (int i = 0; i < WORDS_MAX; i++) {
      String word = word();
      switch (word.toUpperCase(Locale.ROOT)) {
        case "" -> {
          return "WITH";
        }
        case "(" -> depth++;
        case ")" -> depth--;
        case "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE" -> {
          if (depth == 0) {
            return word.toUpperCase(Locale.ROOT);
          }
        }
        default -> {}
      }
    }
    return "WITH";
  }

  /// The name after the keyword; a sub-query there is searched in turn.
  private String after(String keyword) {
    for (int i = 0; i < WORDS_MAX; i++) {
      String word = word();
      if (word.isEmpty()) {
        return "";
      }
      if (word.equalsIgnoreCase(keyword)) {
        String name = object(word());
        if (!name.equals("(")) {
          return name;
        }
      }
    }
    return "";
  }

  /// Passes over the words that may stand before a name.
  private String object(String first) {
    String word = first;
    while (switch (word.toUpperCase(Locale.ROOT)) {
      case "ONLY", "TABLE", "IF", "NOT", "EXISTS", "LOW_PRIORITY", "IGNORE", "LATERAL" -> true;
      default -> false;
    }) {
      word = word();
    }
    return word.equals("?") ? "" : word;
  }

  /// The next word, with its quotes taken off, or bracket; empty at the end. All else is passed
  /// over.
  private String word() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '(' || c == ')') {
        at++;
        return String.valueOf(c);
      }
      if (isPart(c)) {
        int start = at;
        while (at < text.length() && isPart(text.charAt(at))) {
          at++;
        }
        return unquoted(text.substring(start, at));
      }
      at++;
    }
    return "";
  }

  private static String unquoted(String word) {
    return word.replace("\"", "").replace("`", "").replace("[", "").replace("]", "");
  }

  private static boolean isPart(char c) {
    return Character.isLetterOrDigit(c) || "_.$\"`[]?".indexOf(c) >= 0;
  }
}
