package dev.headroom.server.openslo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a YAML or JSON document holds, with the place of everything in it. Two documents say the
/// same when [TreeText] writes the same JSON for them; places are not part of it. Immutable.
sealed interface Tree {

  /// Where it starts.
  Mark mark();

  /// Its sort with an article, for messages: `a map`, `the number 5`.
  String words();

  /// A place in a text.
  ///
  /// @param line from 1; 0 when it is not known
  /// @param column from 1; 0 when it is not known
  record Mark(int line, int column) {
    static final Mark NONE = new Mark(0, 0);
  }

  /// Names and their values, in the order they are written.
  record Mapping(Mark mark, Map<String, Entry> entries) implements Tree {
    public Mapping {
      entries = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public String words() {
      return "a map";
    }
  }

  /// @param mark where the name stands
  record Entry(Mark mark, Tree value) {}

  record Sequence(Mark mark, List<Tree> items) implements Tree {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String words() {
      return "a list";
    }
  }

  /// A single value.
  ///
  /// @param text for [Kind#NUMBER] as JSON writes it, for the others that are no text `true`,
  ///   `false` and `null`
  record Leaf(Mark mark, Kind kind, String text) implements Tree {
    private static final int SHOWN = 80;

    enum Kind {
      TEXT,
      NUMBER,
      FLAG,
      NULL
    }

    /// The text as messages show it: long ones are cut.
    String shown() {
      return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    @Override
    public String words() {
      return switch (kind) {
        case TEXT -> "'" + shown() + "'";
        case NUMBER -> "the number " + shown();
        case FLAG -> shown();
        case NULL -> "empty";
      };
    }
  }

  /// The text of a leaf as messages show it; what a branch is otherwise.
  static String shown(Tree tree) {
    return tree instanceof Leaf leaf ? leaf.shown() : tree.words();
  }

  /// A text without a place.
  static Leaf text(String text) {
    return new Leaf(Mark.NONE, Leaf.Kind.TEXT, text);
  }

  /// A list without a place.
  static Sequence list(List<? extends Tree> items) {
    return new Sequence(Mark.NONE, List.copyOf(items));
  }
}
