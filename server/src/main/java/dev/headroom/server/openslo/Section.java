package dev.headroom.server.openslo;

import dev.headroom.query.Closest;
import dev.headroom.server.openslo.SloProblem.Level;
import dev.headroom.server.openslo.Tree.Leaf;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A mapping within a document, read field by field; whatever is wrong becomes a problem with its
/// place. A field without a value counts as absent. Not thread-safe.
final class Section {
  /// What OpenSLO v2alpha calls differently.
  private static final Map<String, String> V2_NAMES =
      Map.of("indicator", "sli", "indicatorRef", "sliRef", "metricSourceRef", "dataSourceRef");

  private final Document document;
  private final Tree.Mapping tree;
  private final String path;
  private final boolean v2;
  private final Problems problems;

  Section(Document document, boolean v2, Problems problems) {
    this(document, document.root(), "", v2, problems);
  }

  private Section(
      Document document, Tree.Mapping tree, String path, boolean v2, Problems problems) {
    this.document = document;
    this.tree = tree;
    this.path = path;
    this.v2 = v2;
    this.problems = problems;
  }

  /// Whether the document speaks v2alpha.
  boolean isV2() {
    return v2;
  }

  Tree.Mapping tree() {
    return tree;
  }

  private String written(String field) {
    return v2 ? V2_NAMES.getOrDefault(field, field) : field;
  }

  private String pathOf(String field) {
    return path.isEmpty() ? field : path + "." + field;
  }

  private @Nullable Tree value(String field) {
    Tree.Entry entry = tree.entries().get(written(field));
    return entry == null || (entry.value() instanceof Leaf leaf && leaf.kind() == Leaf.Kind.NULL)
        ? null
        : entry.value();
  }

  boolean has(String field) {
    return value(field) != null;
  }

  /// Tells every field that is not among these.
  void only(String... fields) {
    List<String> known = Arrays.stream(fields).map(this::written).toList();
    for (Map.Entry<String, Tree.Entry> entry : tree.entries().entrySet()) {
      if (!known.contains(entry.getKey())) {
        unknown(entry.getKey(), entry.getValue(), known);
      }
    }
  }

  private void unknown(String name, Tree.Entry entry, List<String> known) {
    String other = otherName(name, known);
    String meant = other.isEmpty() ? Closest.to(name, known).orElse("") : other;
    add(
        Level.ERROR,
        entry.mark(),
        pathOf(name),
        Tree.shown(entry.value()),
        meant.isEmpty() ? "is no known field" : "is no known field, did you mean '" + meant + "'?",
        meant.isEmpty() ? "one of " + String.join(", ", known) : "");
  }

  // A name of the other version of OpenSLO.
  private static String otherName(String name, List<String> known) {
    for (Map.Entry<String, String> pair : V2_NAMES.entrySet()) {
      if (pair.getValue().equals(name) && known.contains(pair.getKey())) {
        return pair.getKey();
      }
      if (pair.getKey().equals(name) && known.contains(pair.getValue())) {
        return pair.getValue();
      }
    }
    return "";
  }

  /// The text of a field; empty when it is absent or, which is a problem, no text.
  String text(String field) {
    Tree value = value(field);
    if (value == null) {
      return "";
    }
    if (value instanceof Leaf leaf && leaf.kind() == Leaf.Kind.TEXT) {
      return leaf.text();
    }
    problem(
        field,
        "is " + value.words(),
        value instanceof Leaf ? "a text; write it in quotes" : "a text");
    return "";
  }

  /// The text of a field that must not be blank; empty when, which is a problem, it is.
  String required(String field, String expected) {
    if (!has(field)) {
      missing(field, expected);
      return "";
    }
    String text = text(field);
    if (text.isBlank() && value(field) instanceof Leaf leaf && leaf.kind() == Leaf.Kind.TEXT) {
      problem(field, "is blank", expected);
    }
    return text.strip();
  }

  /// One of some words; null when it is absent or, which is a problem, another.
  @Nullable String word(String field, List<String> words) {
    if (!has(field)) {
      return null;
    }
    String text = text(field);
    if (words.contains(text)) {
      return text;
    }
    if (value(field) instanceof Leaf leaf && leaf.kind() == Leaf.Kind.TEXT) {
      String meant =
          Closest.to(text, words).map(word -> ", did you mean '" + word + "'?").orElse("");
      problem(field, "is '" + leaf.shown() + "'" + meant, "one of " + String.join(", ", words));
    }
    return null;
  }

  /// A number; null when it is absent or, which is a problem, none.
  @Nullable BigDecimal number(String field) {
    Tree value = value(field);
    if (value == null) {
      return null;
    }
    if (value instanceof Leaf leaf && leaf.kind() == Leaf.Kind.NUMBER) {
      return new BigDecimal(leaf.text());
    }
    problem(field, "is " + value.words(), "a number");
    return null;
  }

  /// True or false; null when it is absent or, which is a problem, neither.
  @Nullable Boolean flag(String field) {
    Tree value = value(field);
    if (value == null) {
      return null;
    }
    if (value instanceof Leaf leaf && leaf.kind() == Leaf.Kind.FLAG) {
      return Boolean.valueOf(leaf.text());
    }
    problem(field, "is " + value.words(), "true or false");
    return null;
  }

  /// The map in a field; null when it is absent or, which is a problem, no map.
  @Nullable Section section(String field) {
    Tree value = value(field);
    if (value == null) {
      return null;
    }
    if (value instanceof Tree.Mapping mapping) {
      return new Section(document, mapping, pathOf(written(field)), v2, problems);
    }
    problem(field, "is " + value.words(), "a map");
    return null;
  }

  /// The map in a field that must be there; null when, which is a problem, it is not.
  @Nullable Section requiredSection(String field, String expected) {
    if (!has(field)) {
      missing(field, expected);
      return null;
    }
    return section(field);
  }

  /// The maps of a list; what is none is a problem. Empty when the field is absent.
  List<Section> sections(String field) {
    Tree value = value(field);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof Tree.Sequence list)) {
      problem(field, "is " + value.words(), "a list");
      return List.of();
    }
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < list.items().size(); i++) {
      Tree item = list.items().get(i);
      String at = pathOf(written(field)) + "[" + i + "]";
      if (item instanceof Tree.Mapping mapping) {
        sections.add(new Section(document, mapping, at, v2, problems));
      } else {
        add(Level.ERROR, item.mark(), at, Tree.shown(item), "is " + item.words(), "a map");
      }
    }
    return sections;
  }

  /// The whole value of a field, whatever it is.
  @Nullable Tree any(String field) {
    return value(field);
  }

  /// The names in this map that are not among these.
  List<String> namesBeside(Set<String> known) {
    return tree.entries().keySet().stream().filter(name -> !known.contains(name)).toList();
  }

  /// The same place with more fields, for those it has none of itself.
  Section withDefaults(Tree.Mapping defaults) {
    Map<String, Tree.Entry> all = new java.util.LinkedHashMap<>(tree.entries());
    defaults.entries().forEach(all::putIfAbsent);
    return new Section(document, new Tree.Mapping(tree.mark(), all), path, v2, problems);
  }

  /// Tells an error about a field.
  void problem(String field, String says, String expected) {
    tell(Level.ERROR, field, says, expected);
  }

  /// Tells that a field is not there.
  void missing(String field, String expected) {
    add(Level.ERROR, tree.mark(), pathOf(written(field)), "", "is missing", expected);
  }

  void warning(String field, String says, String expected) {
    tell(Level.WARNING, field, says, expected);
  }

  /// Tells an error about the whole.
  void problem(String says, String expected) {
    add(Level.ERROR, tree.mark(), path, "", says, expected);
  }

  private void tell(Level level, String field, String says, String expected) {
    Tree.Entry entry = tree.entries().get(written(field));
    add(
        level,
        entry == null ? tree.mark() : entry.value().mark(),
        pathOf(written(field)),
        entry == null ? "" : Tree.shown(entry.value()),
        says,
        expected);
  }

  private void add(
      Level level, Tree.Mark mark, String field, String value, String says, String expected) {
    problems.add(
        new SloProblem(
            level,
            document.file(),
            document.number(),
            mark.line(),
            mark.column(),
            field,
            value,
            says,
            expected));
  }

  /// How many errors there were so far, anywhere: to see whether reading something told one.
  int errors() {
    return problems.errors();
  }

  /// What is said of something declared here: the file and line, for messages about another place.
  String place() {
    return tree.mark().line() > 0 ? document.file() + ":" + tree.mark().line() : document.file();
  }
}
