package dev.headroom.server.openslo;

import dev.headroom.server.openslo.Tree.Leaf;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Writes trees: as JSON on one line, and as YAML that people like to read. Either text parses to
/// an equal tree.
final class TreeText {
  /// What no reader of YAML takes for anything but a text, wherever it stands in a block.
  private static final Pattern PLAIN =
      Pattern.compile(
          "[A-Za-z_/](?:[A-Za-z0-9_./@%+=,(){}\\[\\]$*?<>|;~^-]|:(?=\\S)| (?=[^\\s#]))*");

  private static final Pattern LENGTH = Pattern.compile("[1-9]\\d{0,8}(?:ns|us|ms|[smhdwMQY])");
  private static final Set<String> WORDS =
      Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null");
  private static final int PLAIN_MAX = 500;

  private final StringBuilder out = new StringBuilder();

  private TreeText() {}

  /// On one line, names in their order.
  static String json(Tree tree) {
    TreeText text = new TreeText();
    text.writeJson(tree);
    return text.out.toString();
  }

  /// In block style, with a line feed at the end.
  static String yaml(Tree tree) {
    TreeText text = new TreeText();
    switch (tree) {
      case Tree.Mapping mapping when !mapping.entries().isEmpty() ->
          text.mapping(mapping, 0, false);
      case Tree.Sequence list when !list.items().isEmpty() -> text.sequence(list, 0);
      case Tree other -> text.inline(other, 0);
    }
    return text.out.toString();
  }

  private void writeJson(Tree tree) {
    switch (tree) {
      case Tree.Mapping mapping -> {
        out.append('{');
        String comma = "";
        for (Map.Entry<String, Tree.Entry> entry : mapping.entries().entrySet()) {
          out.append(comma);
          quoted(entry.getKey());
          out.append(':');
          writeJson(entry.getValue().value());
          comma = ",";
        }
        out.append('}');
      }
      case Tree.Sequence list -> {
        out.append('[');
        for (Iterator<Tree> items = list.items().iterator(); items.hasNext(); ) {
          writeJson(items.next());
          out.append(items.hasNext() ? "," : "");
        }
        out.append(']');
      }
      case Leaf leaf -> {
        if (leaf.kind() == Leaf.Kind.TEXT) {
          quoted(leaf.text());
        } else {
          out.append(leaf.text());
        }
      }
    }
  }

  private void quoted(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        case '\r' -> out.append("\\r");
        default -> {
          if (isPlain(text, i)) {
            out.append(c);
          } else {
            out.append(String.format("\\u%04x", (int) c));
          }
        }
      }
    }
    out.append('"');
  }

  // Both YAML and JSON take these as they are; half a surrogate pair is nothing in UTF-8.
  private static boolean isPlain(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
    }
    if (Character.isLowSurrogate(c)) {
      return i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }
    return (c >= ' ' && c < 0x7f)
        || (c >= 0xa0 && c < 0xfff0 && c != 0x2028 && c != 0x2029 && c != 0xfeff);
  }

  private void mapping(Tree.Mapping mapping, int indent, boolean started) {
    boolean first = started;
    for (Map.Entry<String, Tree.Entry> entry : mapping.entries().entrySet()) {
      if (!first) {
        out.repeat(' ', indent);
      }
      first = false;
      scalar(entry.getKey());
      out.append(':');
      value(entry.getValue().value(), indent);
    }
  }

  private void value(Tree value, int indent) {
    switch (value) {
      case Tree.Mapping inner when !inner.entries().isEmpty() -> {
        out.append('\n');
        mapping(inner, indent + 2, false);
      }
      case Tree.Sequence list when !list.items().isEmpty() -> {
        out.append('\n');
        sequence(list, indent + 2);
      }
      case Tree other -> {
        out.append(' ');
        inline(other, indent + 2);
      }
    }
  }

  private void sequence(Tree.Sequence list, int indent) {
    for (Tree item : list.items()) {
      out.repeat(' ', indent).append("-");
      switch (item) {
        case Tree.Mapping inner when !inner.entries().isEmpty() -> {
          out.append(' ');
          mapping(inner, indent + 2, true);
        }
        case Tree.Sequence inner when !inner.items().isEmpty() -> {
          out.append('\n');
          sequence(inner, indent + 2);
        }
        case Tree other -> {
          out.append(' ');
          inline(other, indent + 2);
        }
      }
    }
  }

  private void inline(Tree tree, int indent) {
    if (tree instanceof Leaf leaf && leaf.kind() == Leaf.Kind.TEXT) {
      if (isBlock(leaf.text())) {
        block(leaf.text(), indent);
        return;
      }
      scalar(leaf.text());
    } else {
      writeJson(tree);
    }
    out.append('\n');
  }

  private void scalar(String text) {
    if (isPlainScalar(text)) {
      out.append(text);
    } else {
      quoted(text);
    }
  }

  private static boolean isPlainScalar(String text) {
    return text.length() <= PLAIN_MAX
        && (PLAIN.matcher(text).matches() || LENGTH.matcher(text).matches())
        && !WORDS.contains(text.toLowerCase(java.util.Locale.ROOT));
  }

  // Several lines, none of which starts or ends the text in a way that chomping or indentation
  // would change.
  private static boolean isBlock(String text) {
    if (text.indexOf('\n') < 0
        || text.startsWith(" ")
        || text.startsWith("\n")
        || text.endsWith("\n\n")) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != '\n' && !isPlain(text, i)) {
        return false;
      }
    }
    return true;
  }

  private void block(String text, int indent) {
    boolean ended = text.endsWith("\n");
    out.append(ended ? "|\n" : "|-\n");
    for (String line : (ended ? text.substring(0, text.length() - 1) : text).split("\n", -1)) {
      if (!line.isEmpty()) {
        out.repeat(' ', indent).append(line);
      }
      out.append('\n');
    }
  }
}
