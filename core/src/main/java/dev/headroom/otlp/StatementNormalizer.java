package dev.headroom.otlp;

/// Turns the text of a database call into one text per sort of statement: literals become `?`,
/// comments go, white space shrinks, lists of parameters collapse. Normalising twice changes
/// nothing.
public final class StatementNormalizer {
  /// No normalised statement is longer, in characters.
  public static final int LENGTH_MAX = 4_096;

  /// What is beyond this many characters of a statement is not looked at.
  static final int INPUT_MAX = 65_536;

  private StatementNormalizer() {}

  /// The normalised statement.
  ///
  /// @param system the database system in either generation's name, empty when unknown
  /// @param statement SQL or CQL, a JSON command (MongoDB, Elasticsearch), or a line of a key-value
  ///   store's protocol
  public static String normalize(String system, String statement) {
    String text = Names.bounded(statement.strip(), INPUT_MAX);
    if (text.isEmpty()) {
      return "";
    }
    String current = DatabaseSystems.current(system);
    String normal;
    if (DatabaseSystems.isKeyValue(current)) {
      normal = CommandNormalizer.keyValue(text);
    } else if (text.charAt(0) == '{' || text.charAt(0) == '[') {
      normal = CommandNormalizer.json(text);
    } else {
      normal = new SqlNormalizer(text, DatabaseSystems.isMySql(current)).normalize();
    }
    return Names.bounded(normal, LENGTH_MAX).strip();
  }

  /// Verb and first table of a normalised statement, as in `SELECT orders`; empty when there is
  /// nothing of the kind in it.
  public static String summary(String system, String normalized) {
    if (normalized.isEmpty()) {
      return "";
    }
    if (DatabaseSystems.isKeyValue(DatabaseSystems.current(system))) {
      int end = 0;
      while (end < normalized.length() && !Character.isWhitespace(normalized.charAt(end))) {
        end++;
      }
      return Names.bounded(normalized.substring(0, end));
    }
    return switch (normalized.charAt(0)) {
      case '{', '[' -> CommandNormalizer.jsonSummary(normalized);
      default -> SqlSummary.of(normalized);
    };
  }
}
