package dev.headroom.load.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// A scenario for each operation of an OpenAPI 3 document. Values come from examples, defaults and
/// enumerations, else from types.
final class OpenApiScenarios {
  /// How deep schemas are followed.
  private static final int DEEPEST = 8;

  private final JsonNode document;
  private final ObjectNode scenarios = JsonNodeFactory.instance.objectNode();

  private OpenApiScenarios(JsonNode document) {
    this.document = document;
  }

  /// The scenarios of the operations with these methods, in lower case.
  static ObjectNode of(JsonNode document, Set<String> methods) {
    OpenApiScenarios made = new OpenApiScenarios(document);
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        if (methods.contains(operation.getKey())) {
          made.add(path.getKey(), path.getValue(), operation.getKey(), operation.getValue());
        }
      }
    }
    return made.scenarios;
  }

  private void add(String path, JsonNode item, String method, JsonNode operation) {
    String name =
        operation.path("operationId").asText(method.toUpperCase(Locale.ROOT) + " " + path);
    ObjectNode scenario = scenarios.putObject(name);
    ObjectNode request = scenario.putArray("requests").addObject();
    request.put("name", name);
    StringBuilder query = new StringBuilder();
    String filled = path;
    ObjectNode headers = JsonNodeFactory.instance.objectNode();
    for (JsonNode parameter : parameters(item, operation)) {
      String called = parameter.path("name").asText();
      String value = value(parameter).asText();
      String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
      boolean required = parameter.path("required").asBoolean();
      switch (parameter.path("in").asText()) {
        case "path" -> filled = filled.replace("{" + called + "}", encoded);
        case "query" -> {
          if (required) {
            query.append(query.isEmpty() ? '?' : '&').append(called).append('=').append(encoded);
          }
        }
        case "header" -> {
          if (required) {
            headers.put(called, value);
          }
        }
        default -> {}
      }
    }
    request.put(method, filled + query);
    body(operation, request, headers);
    if (!headers.isEmpty()) {
      request.set("headers", headers);
    }
    status(operation, request);
  }

  /// Those of the operation, and those of the path that it does not have itself.
  private List<JsonNode> parameters(JsonNode item, JsonNode operation) {
    List<JsonNode> parameters = new ArrayList<>();
    operation.path("parameters").forEach(each -> parameters.add(resolved(each)));
    for (JsonNode each : item.path("parameters")) {
      JsonNode parameter = resolved(each);
      boolean known =
          parameters.stream()
              .anyMatch(own ->
                  own.path("name").equals(parameter.path("name"))
                      && own.path("in").equals(parameter.path("in")));
      if (!known) {
        parameters.add(parameter);
      }
    }
    return parameters;
  }

  private void body(JsonNode operation, ObjectNode request, ObjectNode headers) {
    JsonNode content = resolved(operation.path("requestBody")).path("content");
    JsonNode json = content.path("application/json");
    if (!json.isMissingNode()) {
      headers.put("Content-Type", "application/json");
      request.put("body", value(json).toString());
    }
  }

  private static void status(JsonNode operation, ObjectNode request) {
    ArrayNode expected = JsonNodeFactory.instance.arrayNode();
    for (Map.Entry<String, JsonNode> response : operation.path("responses").properties()) {
      String status = response.getKey().toLowerCase(Locale.ROOT);
      if (status.matches("[23]([0-9]{2}|xx)")) {
        expected.add(status);
      }
    }
    if (!expected.isEmpty()) {
      request.putObject("checks").set("status", expected);
    }
  }

  /// The value of a parameter or a body: its example, else what its schema says.
  private JsonNode value(JsonNode node) {
    if (node.has("example")) {
      return node.get("example");
    }
    for (JsonNode example : node.path("examples")) {
      return resolved(example).path("value");
    }
    return ofSchema(node.path("schema"), 0);
  }

  private JsonNode ofSchema(JsonNode reference, int depth) {
    JsonNode schema = resolved(reference);
    JsonNodeFactory make = JsonNodeFactory.instance;
    for (String told : List.of("example", "default", "const")) {
      if (schema.has(told)) {
        return schema.get(told);
      }
    }
    for (String list : List.of("examples", "enum")) {
      if (schema.path(list).has(0)) {
        return schema.get(list).get(0);
      }
    }
    for (String list : List.of("allOf", "oneOf", "anyOf")) {
      if (schema.path(list).has(0) && depth < DEEPEST) {
        return ofSchema(schema.get(list).get(0), depth + 1);
      }
    }
    JsonNode type = schema.path("type");
    String name = type.isArray() ? type.path(0).asText() : type.asText();
    return switch (name) {
      case "integer", "number" -> make.numberNode(Math.max(1, schema.path("minimum").asLong(1)));
      case "boolean" -> make.booleanNode(true);
      case "array" -> {
        ArrayNode array = make.arrayNode();
        if (depth < DEEPEST && schema.has("items")) {
          array.add(ofSchema(schema.get("items"), depth + 1));
        }
        yield array;
      }
      case "string" -> make.textNode(text(schema.path("format").asText()));
      default -> object(schema, depth);
    };
  }

  private JsonNode object(JsonNode schema, int depth) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    if (depth < DEEPEST) {
      for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
        object.set(property.getKey(), ofSchema(property.getValue(), depth + 1));
      }
    }
    return object;
  }

  private static String text(String format) {
    return switch (format) {
      case "date" -> "2026-01-31";
      case "date-time" -> "2026-01-31T12:00:00Z";
      case "uuid" -> "00000000-0000-4000-8000-000000000001";
      case "email" -> "someone@example.com";
      case "uri" -> "https://example.com/";
      default -> "text";
    };
  }

  /// Follows a reference within the document.
  private JsonNode resolved(JsonNode node) {
    JsonNode found = node;
    for (int i = 0; i < DEEPEST && found.has("$ref"); i++) {
      String reference = found.get("$ref").asText();
      found =
          reference.startsWith("#/")
              ? document.at(reference.substring(1))
              : MissingNode.getInstance();
    }
    return found;
  }
}
