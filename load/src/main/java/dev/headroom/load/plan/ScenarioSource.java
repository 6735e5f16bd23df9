package dev.headroom.load.plan;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes a file of scenarios from what describes or recorded a service: OpenAPI 3 (JSON or YAML) or
/// HAR. It is meant to be read and changed before it is run.
public final class ScenarioSource {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          // Else a status such as 200,204 would be read as a number.
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .build();

  private ScenarioSource() {}

  /// The scenarios as YAML.
  ///
  /// @param target null for the one that the file names
  /// @param methods of OpenAPI's operations, in lower case
  public static String yaml(Path file, @Nullable Target target, Set<String> methods) {
    JsonNode document = document(file);
    ObjectNode plan = JsonNodeFactory.instance.objectNode();
    ObjectNode scenarios;
    if (document.has("openapi")) {
      Target to = target == null ? server(document) : target;
      scenarios = prefixed(OpenApiScenarios.of(document, methods), to.path());
      plan.put("target", to.origin());
    } else if (document.path("log").has("entries")) {
      Target to =
          target == null
              ? HarScenario.at(0, document.at("/log/entries/0/request/url").asText())
              : target;
      List<JsonNode> entries = HarScenario.entries(document, to);
      scenarios =
          entries.isEmpty() ? JsonNodeFactory.instance.objectNode() : HarScenario.of(entries);
      plan.put("target", to.origin());
    } else {
      throw Amounts.wrong(
          "file", file, "OpenAPI 3 (with the key openapi) or HAR (with log.entries)");
    }
    if (scenarios.isEmpty()) {
      throw Amounts.wrong(
          "file",
          file,
          "operations with " + String.join(", ", methods) + ", or requests to the target");
    }
    plan.put("rate", 10).put("duration", "30s");
    plan.set("scenarios", scenarios);
    try {
      return YAML.writeValueAsString(plan);
    } catch (JacksonException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  private static JsonNode document(Path file) {
    try {
      JsonNode document = YAML.readTree(Files.readString(file));
      return document == null ? JsonNodeFactory.instance.missingNode() : document;
    } catch (JacksonException e) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "'"
              + file
              + "' is neither JSON nor YAML: "
              + e.getOriginalMessage().lines().findFirst().orElse(""),
          e);
    } catch (IOException e) {
      throw new HeadroomException(
          ErrorCode.INVALID, "'" + file + "' cannot be read: " + e.getMessage(), e);
    }
  }

  private static Target server(JsonNode document) {
    return Target.of("servers[0].url", document.at("/servers/0/url").asText());
  }

  /// With the path of the server before that of each operation.
  private static ObjectNode prefixed(ObjectNode scenarios, String path) {
    String prefix = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    for (JsonNode scenario : scenarios) {
      for (JsonNode request : scenario.path("requests")) {
        for (String method : List.of("get", "post", "put", "patch", "delete", "head", "options")) {
          if (request.has(method)) {
            ((ObjectNode) request).put(method, prefix + request.get(method).asText());
          }
        }
      }
    }
    return scenarios;
  }
}
