package dev.headroom.server.openslo;

import dev.headroom.server.openslo.Tree.Leaf;
import dev.headroom.server.openslo.Tree.Mark;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/// Reads YAML: plain values by the core schema of YAML 1.2 (`yes` and `12:30:00` are texts),
/// anchors and merge keys resolved, other tags refused. Not thread-safe; one for each text.
final class YamlTrees {
  /// Nodes of one text, after anchors are resolved.
  private static final int MAX_NODES = 200_000;

  private static final int MAX_DEPTH = 50;
  private static final int MAX_CODE_POINTS = 4 << 20;
  private static final String MERGE = "<<";

  private final TreeProblems problems;
  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private int nodes;

  /// What stops the reading of a text.
  private static final class TooMuch extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private YamlTrees(TreeProblems problems) {
    this.problems = problems;
  }

  /// The documents of a text. What is no YAML ends it with a problem; empty documents are null.
  static List<@Nullable Tree> read(String text, TreeProblems problems) {
    return new YamlTrees(problems).documents(text);
  }

  private List<@Nullable Tree> documents(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_CODE_POINTS);
    options.setNestingDepthLimit(MAX_DEPTH);
    List<@Nullable Tree> documents = new ArrayList<>();
    try {
      Composer composer =
          new Composer(new ParserImpl(new StreamReader(text), options), new Core(), options);
      while (composer.checkNode()) {
        problems.document(documents.size() + 1);
        Node node = composer.getNode();
        documents.add(isEmpty(node) ? null : tree(node, ""));
      }
    } catch (TooMuch _) {
      problems.broken(Mark.NONE, "has more than " + MAX_NODES + " values");
    } catch (MarkedYAMLException e) {
      problems.document(documents.size() + 1);
      problems.broken(mark(e.getProblemMark()), "is no YAML: " + reason(e));
    } catch (YAMLException | StackOverflowError | IllegalArgumentException e) {
      problems.document(documents.size() + 1);
      problems.broken(Mark.NONE, "is no YAML: " + firstLine(e.getMessage()));
    }
    return documents;
  }

  private static String reason(MarkedYAMLException e) {
    String context = e.getContext() == null ? "" : firstLine(e.getContext()) + ": ";
    return context + firstLine(e.getProblem());
  }

  private static String firstLine(@Nullable String message) {
    return message == null ? "cannot be read" : message.lines().findFirst().orElse("");
  }

  private static boolean isEmpty(Node node) {
    return node instanceof ScalarNode scalar
        && scalar.getTag().equals(Tag.NULL)
        && scalar.getValue().isEmpty();
  }

  private static Mark mark(org.yaml.snakeyaml.error.@Nullable Mark mark) {
    return mark == null ? Mark.NONE : new Mark(mark.getLine() + 1, mark.getColumn() + 1);
  }

  private Tree tree(Node node, String path) {
    if (++nodes > MAX_NODES) {
      throw new TooMuch();
    }
    Mark mark = mark(node.getStartMark());
    if (!open.add(node)) {
      problems.add(mark, path, "is an anchor that holds itself", "a value");
      return new Leaf(mark, Leaf.Kind.NULL, "null");
    }
    try {
      return switch (node) {
        case ScalarNode scalar -> leaf(scalar, mark, path);
        case SequenceNode sequence -> sequence(sequence, mark, path);
        case MappingNode mapping -> mapping(mapping, mark, path);
        default -> throw new YAMLException("unknown node " + node.getNodeId());
      };
    } finally {
      open.remove(node);
    }
  }

  private Leaf leaf(ScalarNode scalar, Mark mark, String path) {
    String text = scalar.getValue();
    Tag tag = scalar.getTag();
    if (tag.equals(Tag.STR)) {
      return new Leaf(mark, Leaf.Kind.TEXT, text);
    }
    if (tag.equals(Tag.NULL)) {
      return new Leaf(mark, Leaf.Kind.NULL, "null");
    }
    if (tag.equals(Tag.BOOL) && Core.isFlag(text)) {
      return new Leaf(mark, Leaf.Kind.FLAG, text.toLowerCase(java.util.Locale.ROOT));
    }
    String number = TreeBuilder.number(text);
    if ((tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) && number != null) {
      return new Leaf(mark, Leaf.Kind.NUMBER, number);
    }
    problems.add(mark, path, "has the tag '" + tag.getValue() + "'", "a plain value without tag");
    return new Leaf(mark, Leaf.Kind.TEXT, text);
  }

  private Tree sequence(SequenceNode sequence, Mark mark, String path) {
    checkTag(sequence, Tag.SEQ, mark, path);
    List<Tree> items = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      items.add(tree(item, path + "[" + items.size() + "]"));
    }
    return new Tree.Sequence(mark, items);
  }

  private Tree mapping(MappingNode mapping, Mark mark, String path) {
    checkTag(mapping, Tag.MAP, mark, path);
    Map<String, Tree.Entry> entries = new LinkedHashMap<>();
    List<Tree.Mapping> merged = new ArrayList<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Mark at = mark(tuple.getKeyNode().getStartMark());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.add(at, path, "has a name that is a map or list", "a text");
        continue;
      }
      String name = key.getValue();
      if (key.isPlain() && name.equals(MERGE)) {
        merge(tree(tuple.getValueNode(), path), at, path, merged);
        continue;
      }
      String inner = path.isEmpty() ? name : path + "." + name;
      problems.checkName(at, inner, name);
      if (entries.containsKey(name)) {
        problems.add(at, inner, "is given twice", "each name once");
        continue;
      }
      entries.put(name, new Tree.Entry(at, tree(tuple.getValueNode(), inner)));
    }
    merged.forEach(each -> each.entries().forEach(entries::putIfAbsent));
    return new Tree.Mapping(mark, entries);
  }

  private void merge(Tree value, Mark at, String path, List<Tree.Mapping> into) {
    List<Tree> all = value instanceof Tree.Sequence list ? list.items() : List.of(value);
    for (Tree each : all) {
      if (each instanceof Tree.Mapping mapping) {
        into.add(mapping);
      } else {
        problems.add(at, path, "merges " + each.words(), "a map, or a list of maps");
      }
    }
  }

  private void checkTag(Node node, Tag usual, Mark mark, String path) {
    if (!node.getTag().equals(usual)) {
      problems.add(
          mark, path, "has the tag '" + node.getTag().getValue() + "'", "plain YAML without tags");
    }
  }

  /// What plain scalars are.
  private static final class Core extends Resolver {

    static boolean isFlag(String text) {
      return switch (text) {
        case "true", "True", "TRUE", "false", "False", "FALSE" -> true;
        default -> false;
      };
    }

    @Override
    public Tag resolve(NodeId kind, String value, boolean implicit) {
      if (kind != NodeId.scalar || !implicit) {
        return super.resolve(kind, value, implicit);
      }
      return switch (value) {
        case "", "~", "null", "Null", "NULL" -> Tag.NULL;
        default -> {
          if (isFlag(value)) {
            yield Tag.BOOL;
          }
          yield TreeBuilder.number(value) == null ? Tag.STR : Tag.FLOAT;
        }
      };
    }
  }
}
