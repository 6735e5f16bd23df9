package dev.headroom.server.api;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Derives JSON schemas (draft 2020-12, as OpenAPI 3.1 wants them) from the records that are
/// serialised, so that the document cannot say anything else. Not thread-safe.
final class Schemas {
  private final Map<String, Object> components = new TreeMap<>();
  private final Map<String, Class<?>> owners = new LinkedHashMap<>();

  /// All records met so far, by name.
  Map<String, Object> components() {
    return components;
  }

  /// A reference to the record's schema, which is derived now if it is new; of what is no record
  /// the schema itself.
  Map<String, Object> reference(Class<?> type) {
    if (!type.isRecord()) {
      return plain(type);
    }
    String name = name(type);
    Class<?> owner = owners.putIfAbsent(name, type);
    if (owner == null) {
      components.put(name, object(type));
    } else if (!owner.equals(type)) {
      throw new IllegalStateException(owner + " and " + type + " have the same schema name");
    }
    return Map.of("$ref", "#/components/schemas/" + name);
  }

  // Nested records are named after what they are nested in: MapView.Node is MapViewNode.
  private static String name(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return (outer == null ? "" : name(outer)) + type.getSimpleName();
  }

  private Map<String, Object> object(Class<?> type) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      properties.put(component.getName(), schema(component.getAnnotatedType()));
      if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        required.add(component.getName());
      }
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", properties);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    return schema;
  }

  private Map<String, Object> schema(AnnotatedType type) {
    Map<String, Object> plain = plain(type);
    if (!type.isAnnotationPresent(Nullable.class)) {
      return plain;
    }
    if (plain.get("type") instanceof String single) {
      Map<String, Object> nullable = new LinkedHashMap<>(plain);
      nullable.put("type", List.of(single, "null"));
      return nullable;
    }
    return Map.of("anyOf", List.of(plain, Map.of("type", "null")));
  }

  private Map<String, Object> plain(AnnotatedType type) {
    if (type instanceof AnnotatedParameterizedType generic) {
      AnnotatedType[] arguments = generic.getAnnotatedActualTypeArguments();
      return arguments.length == 1
          ? Map.of("type", "array", "items", schema(arguments[0]))
          : Map.of("type", "object", "additionalProperties", schema(arguments[1]));
    }
    Type raw = type.getType();
    if (raw instanceof Class<?> of) {
      return plain(of);
    }
    throw new IllegalStateException("no schema for " + raw);
  }

  private Map<String, Object> plain(Class<?> type) {
    if (type.isRecord()) {
      return reference(type);
    }
    if (type.isEnum()) {
      return Map.of(
          "type",
          "string",
          "enum",
          Arrays.stream(type.getEnumConstants()).map(Object::toString).toList());
    }
    return switch (type.getName()) {
      case "com.fasterxml.jackson.databind.JsonNode" ->
          Map.of("type", "object", "additionalProperties", true);
      case "java.lang.String" -> Map.of("type", "string");
      case "boolean", "java.lang.Boolean" -> Map.of("type", "boolean");
      case "int", "java.lang.Integer" -> Map.of("type", "integer", "format", "int32");
      case "long", "java.lang.Long" -> Map.of("type", "integer", "format", "int64");
      case "double", "java.lang.Double" -> Map.of("type", "number", "format", "double");
      default -> {
        if (type.equals(Instant.class)) {
          yield Map.of("type", "string", "format", "date-time");
        }
        throw new IllegalStateException("no schema for " + type);
      }
    };
  }
}
