package dev.headroom.server.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.base.HeadroomException;
import dev.headroom.catalog.Catalog.Problem;
import dev.headroom.catalog.Entity;
import dev.headroom.catalog.EntityRef;
import dev.headroom.catalog.Metadata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The fields of one document. A field that cannot be used is reported and left out; only a missing
/// or wrong name loses the entity.
final class Fields {
  private final String file;
  private final int document;
  private final JsonNode root;
  private final List<Problem> problems;

  Fields(String file, int document, JsonNode root, List<Problem> problems) {
    this.file = file;
    this.document = document;
    this.root = root;
    this.problems = problems;
  }

  void problem(String field, String message) {
    problems.add(new Problem(file, document, field, message));
  }

  private JsonNode at(String path) {
    JsonNode node = root;
    for (String part : path.split("\\.", -1)) {
      node = node.path(part);
    }
    return node;
  }

  /// The text at a dotted path; empty when there is none.
  String text(String path) {
    JsonNode node = at(path);
    if (node.isMissingNode() || node.isNull()) {
      return "";
    }
    if (!node.isValueNode()) {
      problem(path, "is a " + node.getNodeType() + "; expected a text");
      return "";
    }
    return node.asText().strip();
  }

  private @Nullable EntityRef ref(String path, String kind) {
    return parse(path, text(path), kind);
  }

  private @Nullable EntityRef parse(String path, String text, String kind) {
    if (text.isEmpty()) {
      return null;
    }
    try {
      return EntityRef.parse(text, kind);
    } catch (HeadroomException e) {
      problem(path, "is '" + text + "'; expected [kind:][namespace/]name");
      return null;
    }
  }

  private List<EntityRef> refs(String path, String kind) {
    JsonNode node = at(path);
    List<EntityRef> refs = new ArrayList<>();
    if (node.isMissingNode() || node.isNull()) {
      return refs;
    }
    if (!node.isArray()) {
      problem(path, "is a " + node.getNodeType() + "; expected a list of references");
      return refs;
    }
    for (JsonNode one : node) {
      EntityRef ref = parse(path, one.asText().strip(), kind);
      if (ref != null) {
        refs.add(ref);
      }
    }
    return refs;
  }

  private @Nullable Metadata metadata(String kind) {
    String name = text("metadata.name");
    String namespace = text("metadata.namespace");
    if (name.isEmpty()) {
      problem("metadata.name", "is missing; expected the entity's name");
      return null;
    }
    EntityRef ref;
    try {
      ref =
          new EntityRef(kind, namespace.isEmpty() ? EntityRef.DEFAULT_NAMESPACE : namespace, name);
    } catch (HeadroomException e) {
      problem(
          "metadata.name",
          "is '"
              + name
              + "'; expected letters, digits, '-', '_' and '.', first and last a letter"
              + " or digit");
      return null;
    }
    return new Metadata(
        ref,
        text("metadata.title"),
        text("metadata.description"),
        annotations(),
        tags(),
        file + "#" + document);
  }

  private Map<String, String> annotations() {
    Map<String, String> annotations = new LinkedHashMap<>();
    at("metadata")
        .path("annotations")
        .properties()
        .forEach(entry -> annotations.put(entry.getKey(), entry.getValue().asText()));
    return annotations;
  }

  private List<String> tags() {
    List<String> tags = new ArrayList<>();
    at("metadata.tags").forEach(tag -> tags.add(tag.asText()));
    return tags;
  }

  @Nullable Entity component() {
    Metadata metadata = metadata("component");
    return metadata == null
        ? null
        : new Entity.Component(
            metadata,
            text("spec.type"),
            text("spec.lifecycle"),
            ref("spec.owner", "group"),
            ref("spec.system", "system"),
            ref("spec.subcomponentOf", "component"),
            refs("spec.dependsOn", "component"),
            refs("spec.providesApis", "api"),
            refs("spec.consumesApis", "api"));
  }

  @Nullable Entity api() {
    Metadata metadata = metadata("api");
    return metadata == null
        ? null
        : new Entity.Api(
            metadata,
            text("spec.type"),
            text("spec.lifecycle"),
            ref("spec.owner", "group"),
            ref("spec.system", "system"));
  }

  @Nullable Entity resource() {
    Metadata metadata = metadata("resource");
    return metadata == null
        ? null
        : new Entity.Resource(
            metadata,
            text("spec.type"),
            ref("spec.owner", "group"),
            ref("spec.system", "system"),
            refs("spec.dependsOn", "component"));
  }

  @Nullable Entity system() {
    Metadata metadata = metadata("system");
    return metadata == null
        ? null
        : new Entity.SystemPart(metadata, ref("spec.owner", "group"), ref("spec.domain", "domain"));
  }

  @Nullable Entity domain() {
    Metadata metadata = metadata("domain");
    return metadata == null
        ? null
        : new Entity.Domain(
            metadata, ref("spec.owner", "group"), ref("spec.subdomainOf", "domain"));
  }

  @Nullable Entity group() {
    Metadata metadata = metadata("group");
    return metadata == null
        ? null
        : new Entity.Group(
            metadata, text("spec.type"), ref("spec.parent", "group"), refs("spec.members", "user"));
  }
}
