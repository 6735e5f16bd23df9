package dev.headroom.server.openslo;

import dev.headroom.alert.NotificationTarget;
import dev.headroom.slo.Slo;
import dev.headroom.slo.SloName;
import dev.headroom.store.SloCatalog.InForce;
import dev.headroom.store.SloDocuments.DocumentKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts documents together: checks each, follows the references, and makes SLOs and notification
/// targets of those that are right. Documents that are not leave a problem and nothing else. Not
/// thread-safe; one for each set of documents.
final class Compiler {
  private static final String V1 = "openslo/v1";
  private static final Set<String> V2 =
      Set.of("openslo/v2alpha", "openslo/v2alpha1", "openslo.com/v2alpha", "openslo.com/v2alpha1");
  private static final int DESCRIPTION_MAX = 1_050;

  private final Problems problems;
  private final References references = new References();
  private final SourceReader sources = new SourceReader(references);
  private final AlertMapping alerts;
  private final SloMapping slos;
  private final List<Slo> found = new ArrayList<>();
  private final Map<SloName, Map<String, List<String>>> routes = new HashMap<>();
  private final List<NotificationTarget> targets = new ArrayList<>();
  private final Set<String> targetNames = new HashSet<>();

  private Compiler(StandardRules standard, Problems problems) {
    this.problems = problems;
    this.alerts = new AlertMapping(references, standard);
    this.slos = new SloMapping(references, sources, alerts);
  }

  /// What is right among the documents, which may refer to each other in any order.
  static InForce compile(List<Document> documents, StandardRules standard, Problems problems) {
    return new Compiler(standard, problems).compile(documents);
  }

  private InForce compile(List<Document> documents) {
    Map<Document, Section> roots = new java.util.LinkedHashMap<>();
    for (Document document : documents) {
      Section root = admitted(document);
      if (root != null) {
        roots.put(document, root);
      }
    }
    roots.forEach(this::read);
    found.sort(Comparator.comparing(Slo::name));
    targets.sort(Comparator.comparing(NotificationTarget::name));
    return new InForce(found, targets, routes);
  }

  /// The document ready to be read; null when, which was told, it cannot be.
  private @Nullable Section admitted(Document document) {
    Section plain = new Section(document, false, problems);
    String version = plain.required("apiVersion", V1);
    if (version.isEmpty()) {
      return null;
    }
    boolean v2 = V2.contains(version);
    if (!v2 && !version.equals(V1)) {
      plain.problem("apiVersion", "is '" + version + "'", V1 + ", or openslo.com/v2alpha");
      return null;
    }
    Section root = new Section(document, v2, problems);
    if (!root.has("kind")) {
      root.missing("kind", "one of " + String.join(", ", Kinds.ALL));
      return null;
    }
    if (root.word("kind", Kinds.ALL) == null) {
      return null;
    }
    root.only("apiVersion", "kind", "metadata", "spec");
    DocumentKey key = document.key();
    Section first = key == null ? null : references.add(key, root);
    if (first != null) {
      Section metadata = root.section("metadata");
      (metadata == null ? root : metadata)
          .problem(
              "name",
              "is that of another " + document.kind() + " as well, in " + first.place(),
              "each name once");
      return null;
    }
    return root;
  }

  private void read(Document document, Section root) {
    checkDescription(root);
    switch (document.kind()) {
      case Kinds.DATA_SOURCE -> {
        Metadata.read(root, List.of());
        Section spec = root.requiredSection("spec", "a map with type");
        if (spec != null) {
          SourceReader.dataSource(spec);
        }
      }
      case Kinds.SERVICE -> {
        Metadata.read(root, List.of(SloMapping.SERVICE_NAME));
        Section spec = root.section("spec");
        if (spec != null) {
          spec.only("description");
        }
      }
      case Kinds.SLI -> {
        Metadata.read(root, List.of());
        Section spec = root.requiredSection("spec", "a map with ratioMetric or thresholdMetric");
        if (spec != null) {
          Sli.read(spec, sources);
        }
      }
      case Kinds.TARGET -> target(root);
      case Kinds.CONDITION -> alerts.checkCondition(root);
      case Kinds.POLICY -> {
        alerts.check(root);
        alerts.inlineTargets(root).forEach(this::target);
      }
      default -> slo(root);
    }
  }

  private static void checkDescription(Section root) {
    Section spec = root.section("spec");
    String text = spec == null ? "" : spec.text("description");
    if (spec != null && text.length() > DESCRIPTION_MAX) {
      spec.problem(
          "description", "has " + text.length() + " characters", "at most " + DESCRIPTION_MAX);
    }
  }

  private void slo(Section root) {
    SloMapping.Mapped mapped = slos.map(root);
    Section spec = root.section("spec");
    if (spec != null) {
      for (Section policy : spec.sections("alertPolicies")) {
        alerts.inlineTargets(policy).forEach(this::target);
      }
    }
    if (mapped != null) {
      found.add(mapped.slo());
      if (!mapped.routes().isEmpty()) {
        routes.put(mapped.slo().name(), mapped.routes());
      }
    }
  }

  private void target(Section root) {
    NotificationTarget target = TargetMapping.read(root);
    if (target == null) {
      return;
    }
    if (!targetNames.add(target.name())) {
      NotificationTarget same =
          targets.stream().filter(t -> t.name().equals(target.name())).findFirst().orElse(target);
      if (!same.equals(target)) {
        Section metadata = root.section("metadata");
        (metadata == null ? root : metadata)
            .problem("name", "is that of another notification target", "a name of its own");
      }
      return;
    }
    targets.add(target);
  }
}
