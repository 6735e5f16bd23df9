package dev.headroom.server.openslo;

import dev.headroom.server.openslo.SloProblem.Level;
import dev.headroom.server.openslo.Tree.Mark;

/// Takes what the readers of texts find wrong with one file. Not thread-safe.
final class TreeProblems {
  private static final int MAX_NAME = 300;

  private final String file;
  private final Problems into;
  private int document = 1;
  private boolean broken;

  TreeProblems(String file, Problems into) {
    this.file = file;
    this.into = into;
  }

  /// The number of the document that is read now.
  void document(int number) {
    document = number;
  }

  void add(Mark mark, String field, String says, String expected) {
    into.add(
        new SloProblem(
            Level.ERROR, file, document, mark.line(), mark.column(), field, "", says, expected));
  }

  /// Refuses names that YAML cannot write on one line.
  void checkName(Mark mark, String field, String name) {
    if (name.length() > MAX_NAME) {
      add(
          mark,
          field.substring(0, MAX_NAME) + "…",
          "is a name of " + name.length() + " characters",
          "at most " + MAX_NAME);
    }
  }

  /// Tells what keeps the rest of the file from being read.
  void broken(Mark mark, String says) {
    broken = true;
    add(mark, "", says, "");
  }

  /// Whether some of the file could not be read at all.
  boolean isBroken() {
    return broken;
  }
}
