package dev.headroom.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Checks a value against the part of JSON Schema that the document uses.
final class SchemaCheck {
  private SchemaCheck() {}

  static void check(
      JsonNode document, JsonNode schema, JsonNode value, String path, List<String> faults) {
    if (schema.isMissingNode()) {
      faults.add(path + ": no schema");
      return;
    }
    if (schema.has("$ref")) {
      String pointer = schema.path("$ref").asText().substring(1);
      check(document, document.at(pointer), value, path, faults);
      return;
    }
    if (schema.has("anyOf")) {
      boolean any = false;
      for (JsonNode one : schema.path("anyOf")) {
        List<String> inner = new ArrayList<>();
        check(document, one, value, path, inner);
        any |= inner.isEmpty();
      }
      if (!any) {
        faults.add(path + ": fits none of anyOf: " + value);
      }
      return;
    }
    Set<String> types = new HashSet<>();
    if (schema.path("type").isArray()) {
      schema.path("type").forEach(type -> types.add(type.asText()));
    } else {
      types.add(schema.path("type").asText());
    }
    String type = type(value);
    if (!types.contains(type) && !(type.equals("integer") && types.contains("number"))) {
      faults.add(path + ": is " + type + ", not " + types);
      return;
    }
    if (schema.has("enum") && !value.isNull()) {
      Set<String> allowed = new HashSet<>();
      schema.path("enum").forEach(choice -> allowed.add(choice.asText()));
      if (!allowed.contains(value.asText())) {
        faults.add(path + ": '" + value.asText() + "' is none of " + allowed);
      }
    }
    if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        check(document, schema.path("items"), value.get(i), path + "[" + i + "]", faults);
      }
    } else if (value.isObject()) {
      object(document, schema, value, path, faults);
    }
  }

  private static void object(
      JsonNode document, JsonNode schema, JsonNode value, String path, List<String> faults) {
    schema
        .path("required")
        .forEach(name -> {
          if (!value.has(name.asText())) {
            faults.add(path + ": " + name.asText() + " is missing");
          }
        });
    value
        .properties()
        .forEach(entry -> {
          if (schema.path("additionalProperties").isBoolean()) {
            return;
          }
          JsonNode property =
              schema.has("additionalProperties")
                  ? schema.path("additionalProperties")
                  : schema.path("properties").path(entry.getKey());
          check(document, property, entry.getValue(), path + "." + entry.getKey(), faults);
        });
  }

  private static String type(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "object";
      case ARRAY -> "array";
      case STRING -> "string";
      case BOOLEAN -> "boolean";
      case NULL -> "null";
      case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
      case BINARY, MISSING, POJO -> "other";
    };
  }
}
