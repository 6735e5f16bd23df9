package dev.headroom.server.openslo;

import dev.headroom.base.HeadroomException;
import dev.headroom.query.Closest;
import dev.headroom.server.openslo.Tree.Leaf;
import dev.headroom.slo.SloName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The `metadata` of a document or of an inlined part.
///
/// @param name by RFC 1123; empty when, which was told, it is not right
/// @param labels several values of one label joined by commas
record Metadata(
    String name, String displayName, Map<String, String> labels, Map<String, String> annotations) {

  /// What annotations of Headroom start with.
  static final String OWN = "headroom.dev/";

  private static final Pattern KEY =
      Pattern.compile(
          "([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?");
  private static final String KEY_EXPECTED =
      "at most 63 letters, digits, '-', '_' and '.', first and last a letter or digit, with an"
          + " optional DNS prefix and '/'";
  private static final String NAME_EXPECTED =
      "lower-case letters, digits, '-' and '.', first and last a letter or digit, at most 253"
          + " characters (RFC 1123)";

  Metadata {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }

  /// An annotation, empty when there is none.
  String annotation(String name) {
    return annotations.getOrDefault(OWN + name, "");
  }

  /// The name for people.
  String title() {
    return displayName.isBlank() ? name : displayName;
  }

  /// @param of what has the metadata
  /// @param own the annotations of Headroom that it understands, without their prefix; one that
  ///   ends with `.` is the start of many
  static Metadata read(Section of, List<String> own) {
    Section at = of.requiredSection("metadata", "a map with a name");
    if (at == null) {
      return new Metadata("", "", Map.of(), Map.of());
    }
    at.only("name", "displayName", "labels", "annotations");
    return new Metadata(name(at), at.text("displayName"), labels(at), annotations(at, own));
  }

  private static String name(Section at) {
    String name = at.required("name", NAME_EXPECTED);
    if (name.isEmpty()) {
      return "";
    }
    try {
      return new SloName(name).value();
    } catch (HeadroomException _) {
      at.problem("name", "is '" + name + "'", NAME_EXPECTED);
      return "";
    }
  }

  private static Map<String, String> labels(Section metadata) {
    Map<String, String> labels = new TreeMap<>();
    Section at = metadata.section("labels");
    if (at == null) {
      return labels;
    }
    for (Map.Entry<String, Tree.Entry> entry : at.tree().entries().entrySet()) {
      checkKey(at, entry.getKey());
      Tree value = entry.getValue().value();
      if (value instanceof Tree.Sequence list) {
        if (list.items().stream().allMatch(Metadata::isText)) {
          labels.put(
              entry.getKey(),
              list.items().stream().map(Tree::shown).collect(Collectors.joining(",")));
        } else {
          at.problem(
              entry.getKey(),
              "is a list of other things than texts",
              "texts; write them in quotes");
        }
      } else {
        labels.put(entry.getKey(), at.text(entry.getKey()));
      }
    }
    return labels;
  }

  private static boolean isText(Tree tree) {
    return tree instanceof Leaf leaf && leaf.kind() == Leaf.Kind.TEXT;
  }

  private static Map<String, String> annotations(Section metadata, List<String> own) {
    Map<String, String> annotations = new TreeMap<>();
    Section at = metadata.section("annotations");
    if (at == null) {
      return annotations;
    }
    for (String key : at.tree().entries().keySet()) {
      checkKey(at, key);
      if (key.startsWith(OWN)) {
        checkOwn(at, key, own);
      }
      annotations.put(key, at.text(key));
    }
    return annotations;
  }

  private static void checkKey(Section at, String key) {
    if (!KEY.matcher(key).matches()) {
      at.problem(key, "is no key", KEY_EXPECTED);
    }
  }

  private static void checkOwn(Section at, String key, List<String> own) {
    String name = key.substring(OWN.length());
    boolean known =
        own.stream()
            .anyMatch(each ->
                each.endsWith(".")
                    ? name.startsWith(each) && name.length() > each.length()
                    : each.equals(name));
    if (!known) {
      String meant =
          Closest.to(name, own).map(each -> ", did you mean '" + OWN + each + "'?").orElse("");
      at.problem(
          key,
          "is no annotation that Headroom knows here" + meant,
          own.isEmpty()
              ? "none with " + OWN
              : own.stream().map(OWN::concat).collect(Collectors.joining(" or ")));
    }
  }
}
