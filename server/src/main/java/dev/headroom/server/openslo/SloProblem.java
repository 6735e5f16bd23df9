package dev.headroom.server.openslo;

/// Something wrong, or odd, in a document.
///
/// @param file the file, or what else the document comes from
/// @param document its number in the file, from 1; 0 for the file as a whole
/// @param line from 1; 0 when it is not known
/// @param column from 1; 0 when it is not known
/// @param field the path of the field, e.g. `spec.objectives[0].target`; empty for the document as
///   a whole
/// @param value what is there, cut when it is long; empty when nothing is
/// @param says what is wrong with it: the rest of a sentence that starts with the field
/// @param expected what it should be; empty when `says` tells it
public record SloProblem(
    Level level,
    String file,
    int document,
    int line,
    int column,
    String field,
    String value,
    String says,
    String expected) {

  /// How bad it is.
  public enum Level {
    /// The document cannot be used as it is.
    ERROR,
    /// It can, but perhaps it does not mean what was meant.
    WARNING
  }

  /// What is wrong and what was expected, without the place.
  public String message() {
    String text = expected.isEmpty() ? says : says + "; expected " + expected;
    return level == Level.WARNING ? "warning: " + text : text;
  }

  /// One line as compilers write it: `FILE:LINE:COLUMN field: message`.
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder(file);
    if (this.line > 0) {
      line.append(':').append(this.line).append(':').append(column);
    }
    if (field.isEmpty()) {
      line.append(':');
    } else {
      line.append(' ').append(field).append(':');
    }
    return line.append(' ').append(message()).toString();
  }
}
