package dev.headroom.server.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.headroom.catalog.Catalog.Problem;
import dev.headroom.catalog.Entity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads one catalogue file, which may hold several documents. Thread-safe.
final class CatalogFile {
  private final YAMLMapper mapper = new YAMLMapper();

  /// @param broken whether the file is no YAML from some point on
  record Parsed(List<Entity> entities, List<Problem> problems, boolean broken) {
    Parsed {
      entities = List.copyOf(entities);
      problems = List.copyOf(problems);
    }
  }

  /// @param name how the file is called in problems
  Parsed parse(String name, byte[] yaml) {
    List<Entity> entities = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    int document = 0;
    try (MappingIterator<JsonNode> documents = mapper.readerFor(JsonNode.class).readValues(yaml)) {
      while (documents.hasNextValue()) {
        document++;
        JsonNode node = documents.nextValue();
        if (node != null && !node.isNull() && !node.isMissingNode()) {
          Entity entity = entity(new Fields(name, document, node, problems));
          if (entity != null) {
            entities.add(entity);
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      problems.add(new Problem(name, document + 1, "", "is no YAML: " + reason(e)));
      return new Parsed(entities, problems, true);
    }
    return new Parsed(entities, problems, false);
  }

  private static String reason(Exception e) {
    String message =
        e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message.lines().findFirst().orElse("");
  }

  private static @Nullable Entity entity(Fields fields) {
    String kind = fields.text("kind");
    if (kind.isEmpty()) {
      fields.problem(
          "kind", "is missing; expected Component, API, Resource, System, Domain or Group");
      return null;
    }
    String version = fields.text("apiVersion");
    if (!version.startsWith("backstage.io/")) {
      fields.problem("apiVersion", "is '" + version + "'; expected backstage.io/v1alpha1 or newer");
      return null;
    }
    return switch (kind.toLowerCase(Locale.ROOT)) {
      case "component" -> fields.component();
      case "api" -> fields.api();
      case "resource" -> fields.resource();
      case "system" -> fields.system();
      case "domain" -> fields.domain();
      case "group" -> fields.group();
      // Other kinds of Backstage are not wrong, only not needed.
      case "location", "template", "user" -> null;
      default -> {
        fields.problem(
            "kind",
            "is '" + kind + "'; expected Component, API, Resource, System, Domain or Group");
        yield null;
      }
    };
  }
}
