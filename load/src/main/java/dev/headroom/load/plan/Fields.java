package dev.headroom.load.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A mapping of a file of plans, read with checks that name the place.
///
/// @param path where it stands; empty for the whole
record Fields(String path, JsonNode node) {

  /// @param known the keys that may stand in it
  static Fields of(String path, JsonNode node, String... known) {
    Fields fields = mapping(path, node);
    List<String> names = List.of(known);
    for (Map.Entry<String, JsonNode> each : node.properties()) {
      if (!names.contains(each.getKey())) {
        throw Amounts.wrong(fields.at("key"), each.getKey(), "one of " + String.join(", ", names));
      }
    }
    return fields;
  }

  /// A mapping whose keys are names.
  static Fields mapping(String path, JsonNode node) {
    if (!node.isObject()) {
      throw Amounts.wrong(path.isEmpty() ? "plan" : path, shown(node), "a mapping");
    }
    return new Fields(path, node);
  }

  /// The full name of a field.
  String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  boolean has(String name) {
    return node.hasNonNull(name);
  }

  JsonNode get(String name) {
    return node.path(name);
  }

  /// A plain value as text, or null.
  @Nullable String text(String name) {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isValueNode()) {
      throw Amounts.wrong(at(name), shown(value), "a plain value");
    }
    return value.asText();
  }

  /// A plain value as text.
  String needed(String name, String expected) {
    String text = text(name);
    if (text == null) {
      throw Amounts.wrong(at(name), "", expected);
    }
    return text;
  }

  /// Names and plain values.
  Map<String, String> texts(String name) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (has(name)) {
      Fields inner = mapping(at(name), node.get(name));
      for (String key : inner.names()) {
        texts.put(key, inner.needed(key, "a plain value"));
      }
    }
    return texts;
  }

  /// A plain value, or a list of such.
  List<String> list(String name) {
    JsonNode value = node.path(name);
    if (!value.isArray()) {
      String one = text(name);
      return one == null ? List.of() : List.of(one);
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode each : value) {
      if (!each.isValueNode()) {
        throw Amounts.wrong(at(name) + "[" + texts.size() + "]", shown(each), "a plain value");
      }
      texts.add(each.asText());
    }
    return texts;
  }

  Set<String> names() {
    Set<String> names = new java.util.LinkedHashSet<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  static String shown(JsonNode node) {
    String text = node.isMissingNode() ? "" : node.toString();
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }
}
