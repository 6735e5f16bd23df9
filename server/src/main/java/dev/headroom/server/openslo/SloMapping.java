package dev.headroom.server.openslo;

import dev.headroom.base.HeadroomException;
import dev.headroom.base.ServiceName;
import dev.headroom.slo.Indicator;
import dev.headroom.slo.Objective;
import dev.headroom.slo.Period;
import dev.headroom.slo.Slo;
import dev.headroom.slo.SloName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns a document of kind SLO, with all it refers to, into an [Slo].
final class SloMapping {
  /// Annotations of an SLO.
  static final String RULES = "rules";

  static final String RUNBOOK = "runbook";

  /// Annotation of a Service: its `service.name` in telemetry, when that is another.
  static final String SERVICE_NAME = "service-name";

  static final List<String> OWN = List.of(RULES, RUNBOOK);

  private final References references;
  private final SourceReader sources;
  private final AlertMapping alerts;

  SloMapping(References references, SourceReader sources, AlertMapping alerts) {
    this.references = references;
    this.sources = sources;
    this.alerts = alerts;
  }

  /// @param routes the targets of its rules by name; those without are not among them
  record Mapped(Slo slo, Map<String, List<String>> routes) {}

  /// @return null when, which was told, it is not right
  @Nullable Mapped map(Section root) {
    int errors = root.errors();
    Metadata metadata = Metadata.read(root, OWN);
    Section spec = root.requiredSection("spec", "a map with service, indicator and objectives");
    if (spec == null) {
      return null;
    }
    spec.only(
        "description",
        "service",
        "indicator",
        "indicatorRef",
        "timeWindow",
        "budgetingMethod",
        "objectives",
        "alertPolicies");
    String rules = rules(root, metadata);
    ServiceName service = service(spec);
    Period period = WindowMapping.read(spec);
    String method = method(spec);
    List<Objective> objectives = objectives(spec, service, method, period);
    if (objectives.isEmpty() || period == null || service == null) {
      return null;
    }
    AlertMapping.Alerts alerting = alerts.alerts(spec, rules, period, objectives);
    if (root.errors() != errors) {
      return null;
    }
    try {
      return new Mapped(
          new Slo(
              new SloName(metadata.name()),
              metadata.title(),
              spec.text("description"),
              service,
              metadata.labels(),
              period,
              objectives,
              alerting.rules(),
              alerting.routes().values().stream().flatMap(List::stream).distinct().toList(),
              metadata.annotation(RUNBOOK)),
          alerting.routes());
    } catch (HeadroomException e) {
      spec.problem("cannot be used: " + e.getMessage(), "");
      return null;
    }
  }

  private static String rules(Section root, Metadata metadata) {
    String rules = metadata.annotation(RULES);
    if (!rules.isEmpty() && !List.of("standard", "none").contains(rules)) {
      Section at = root.section("metadata");
      at = at == null ? null : at.section("annotations");
      if (at != null) {
        at.problem(Metadata.OWN + RULES, "is '" + rules + "'", "standard or none");
      }
    }
    return rules;
  }

  private @Nullable ServiceName service(Section spec) {
    String name = spec.required("service", "the name of a service");
    if (name.isEmpty()) {
      return null;
    }
    Section declared = references.get(Kinds.SERVICE, name);
    String called =
        declared == null
            ? ""
            : Metadata.read(declared, List.of(SERVICE_NAME)).annotation(SERVICE_NAME);
    return new ServiceName(called.isBlank() ? name : called.strip());
  }

  private static @Nullable String method(Section spec) {
    if (!spec.has("budgetingMethod")) {
      spec.missing("budgetingMethod", "one of " + String.join(", ", ObjectiveMapping.METHODS));
      return null;
    }
    return spec.word("budgetingMethod", ObjectiveMapping.METHODS);
  }

  private List<Objective> objectives(
      Section spec,
      @Nullable ServiceName service,
      @Nullable String method,
      @Nullable Period period) {
    if (!spec.has("objectives")) {
      spec.missing("objectives", "a list of at least one");
    }
    List<Section> all = spec.sections("objectives");
    if (spec.has("objectives") && all.isEmpty()) {
      spec.problem("objectives", "has no objective", "at least one");
    }
    boolean own = all.stream().anyMatch(SloMapping::hasIndicator);
    checkIndicators(spec, all, own);
    Sli shared = own || !hasIndicator(spec) ? null : sli(spec);
    List<Objective> objectives = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Section each : all) {
      each.only(
          "displayName",
          "op",
          "value",
          "target",
          "targetPercent",
          "timeSliceTarget",
          "timeSliceWindow",
          "indicator",
          "indicatorRef",
          "compositeWeight");
      Sli sli = own && hasIndicator(each) ? sli(each) : shared;
      String name = name(each, names);
      Indicator indicator =
          sli == null || service == null ? null : IndicatorMapping.map(sli, each, service);
      if (indicator != null && method != null && period != null) {
        Objective objective = ObjectiveMapping.read(each, name, indicator, method, period);
        if (objective != null) {
          objectives.add(objective);
        }
      }
    }
    return objectives;
  }

  private static boolean hasIndicator(Section at) {
    return at.has("indicator") || at.has("indicatorRef");
  }

  private static void checkIndicators(Section spec, List<Section> objectives, boolean own) {
    if (own && hasIndicator(spec)) {
      spec.problem(
          "has an indicator, and so have its objectives", "indicators in one of the two places");
    } else if (!own && !hasIndicator(spec)) {
      spec.problem(
          "has no indicator", "indicator or indicatorRef, here or in each of the objectives");
    } else if (own) {
      for (Section each : objectives) {
        if (!hasIndicator(each)) {
          each.problem("has no indicator, unlike other objectives", "indicator or indicatorRef");
        }
      }
    }
  }

  private @Nullable Sli sli(Section at) {
    if (at.has("indicator") && at.has("indicatorRef")) {
      at.problem("has both indicator and indicatorRef", "one of them");
      return null;
    }
    if (at.has("indicatorRef")) {
      Section found = references.find(Kinds.SLI, at, "indicatorRef");
      Section spec = found == null ? null : found.section("spec");
      return spec == null ? null : Sli.read(spec, sources);
    }
    Section inline = at.section("indicator");
    if (inline == null) {
      return null;
    }
    inline.only("apiVersion", "kind", "metadata", "spec");
    Metadata.read(inline, List.of());
    Section spec = inline.requiredSection("spec", "a map with ratioMetric or thresholdMetric");
    return spec == null ? null : Sli.read(spec, sources);
  }

  // Objectives have no name in OpenSLO; what people call them must do, as it is what they see.
  private static String name(Section objective, List<String> taken) {
    String name = objective.text("displayName").strip();
    if (name.isEmpty()) {
      name = "objective-" + (taken.size() + 1);
    } else if (taken.contains(name)) {
      objective.problem("displayName", "is '" + name + "' a second time", "a name of its own");
    }
    taken.add(name);
    return name;
  }
}
