package dev.headroom.server.api;

import dev.headroom.control.AlertControl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Writes the OpenAPI 3.1 document of a table of endpoints.
final class OpenApi {
  private static final Map<String, Object> TEXT =
      Map.of(
          "application/yaml",
          Map.of("schema", Map.of("type", "string")),
          "application/json",
          Map.of("schema", Map.of("type", "object")));

  private OpenApi() {}

  static Map<String, Object> document(
      List<Endpoint> endpoints, List<AlertInlet.Inlet> inlets, String version) {
    Schemas schemas = new Schemas();
    Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
    for (Endpoint endpoint : endpoints) {
      paths
          .computeIfAbsent(endpoint.path(), _ -> new LinkedHashMap<>())
          .put(endpoint.method().name().toLowerCase(Locale.ROOT), operation(endpoint, schemas));
    }
    for (AlertInlet.Inlet inlet : inlets) {
      paths.put(inlet.path(), Map.of("post", operation(inlet, schemas)));
    }
    schemas.reference(Problem.class);
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.0");
    document.put(
        "info",
        Map.of(
            "title",
            "Headroom",
            "version",
            version,
            "description",
            "Times are ISO-8601, durations whole nanoseconds (…Nanos), rates events per second"
                + " (…PerSecond), shares 0 to 1 (…Share). What cannot be known is null, never 0."
                + " Errors are problem details (RFC 9457). Unknown parameters are refused."));
    document.put("paths", paths);
    document.put("components", Map.of("schemas", schemas.components()));
    return document;
  }

  private static Map<String, Object> operation(Endpoint endpoint, Schemas schemas) {
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("operationId", endpoint.operationId());
    operation.put("summary", endpoint.summary());
    operation.put("parameters", endpoint.parameters().stream().map(OpenApi::parameter).toList());
    Class<?> body = endpoint.body();
    if (body != null) {
      operation.put(
          "requestBody",
          Map.of(
              "required",
              true,
              "content",
              endpoint.takesText() ? TEXT : json(schemas.reference(body))));
    }
    operation.put(
        "responses",
        responses(
            endpoint.status(),
            endpoint.summary(),
            endpoint.givesText()
                ? Map.of("application/yaml", Map.of("schema", Map.of("type", "string")))
                : json(schemas.reference(endpoint.answer())),
            schemas));
    return operation;
  }

  /// The bodies are described by the standards they follow.
  private static Map<String, Object> operation(AlertInlet.Inlet inlet, Schemas schemas) {
    Map<String, Object> content = new LinkedHashMap<>();
    inlet
        .contentTypes()
        .forEach(type ->
            content.put(type, Map.of("schema", Map.of("type", List.of("object", "array")))));
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("operationId", inlet.operationId());
    operation.put("summary", inlet.summary());
    operation.put("requestBody", Map.of("required", true, "content", content));
    operation.put(
        "responses",
        responses(
            200, inlet.summary(), json(schemas.reference(AlertControl.Received.class)), schemas));
    return operation;
  }

  private static Map<String, Object> responses(
      int status, String summary, Map<String, Object> content, Schemas schemas) {
    Map<String, Object> responses = new LinkedHashMap<>();
    responses.put(Integer.toString(status), Map.of("description", summary, "content", content));
    responses.put(
        "default",
        Map.of(
            "description",
            "What went wrong",
            "content",
            Map.of(
                "application/problem+json", Map.of("schema", schemas.reference(Problem.class)))));
    return responses;
  }

  private static Map<String, Object> json(Map<String, Object> schema) {
    return Map.of("application/json", Map.of("schema", schema));
  }

  private static Map<String, Object> parameter(ApiParameter parameter) {
    Map<String, Object> single = new LinkedHashMap<>();
    single.put("type", parameter.type());
    if (!parameter.choices().isEmpty() && parameter.type().equals("string")) {
      single.put("enum", new ArrayList<>(parameter.choices()));
    }
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("name", parameter.name());
    out.put("in", parameter.in().name().toLowerCase(Locale.ROOT));
    out.put("required", parameter.required());
    out.put("description", parameter.description());
    out.put("schema", parameter.repeated() ? Map.of("type", "array", "items", single) : single);
    if (parameter.repeated()) {
      out.put("style", "form");
      out.put("explode", true);
    }
    if (!parameter.example().isEmpty()) {
      out.put(
          "example",
          parameter.repeated()
              ? List.of(parameter.example())
              : parameter.type().equals("integer")
                  ? (Object) Integer.valueOf(parameter.example())
                  : parameter.example());
    }
    return out;
  }
}
