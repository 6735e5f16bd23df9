package dev.headroom.server.openslo;

import dev.headroom.base.HeadroomException;
import dev.headroom.slo.BurnRule;
import dev.headroom.slo.BurnRule.Severity;
import dev.headroom.slo.Objective;
import dev.headroom.slo.Period;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads alert policies, conditions and the references between them, and makes burn rules of them.
final class AlertMapping {
  /// Annotation of a condition: the short window of the pair.
  static final String SHORT_WINDOW = "short-window";

  private static final List<String> PAGES =
      List.of("page", "critical", "urgent", "high", "sev0", "sev1", "p0", "p1");
  private static final List<String> TICKETS =
      List.of(
          "ticket", "warning", "warn", "medium", "low", "info", "sev2", "sev3", "sev4", "sev5",
          "p2", "p3", "p4", "p5");
  private static final List<String> OPERATORS = List.of("lte", "gte", "lt", "gt");
  private static final int SHORT_OF_LONG = 12;

  private final References references;
  private final StandardRules standard;

  AlertMapping(References references, StandardRules standard) {
    this.references = references;
    this.standard = standard;
  }

  /// @param routes the targets of each rule, by its name; rules without are not among them
  record Alerts(List<BurnRule> rules, Map<String, List<String>> routes) {}

  /// What a condition asks for.
  ///
  /// @param at where its threshold stands
  private record Condition(
      Section at,
      Severity severity,
      double threshold,
      Duration longWindow,
      Duration shortWindow,
      Duration pending) {}

  /// The rules of an SLO.
  ///
  /// @param spec of the SLO
  /// @param rules the annotation that asks for standard rules, or for none; may be empty
  Alerts alerts(Section spec, String rules, Period period, List<Objective> objectives) {
    List<BurnRule> all = new ArrayList<>();
    Map<String, List<String>> routes = new LinkedHashMap<>();
    List<Section> policies = spec.sections("alertPolicies");
    if (rules.equals("standard") || (policies.isEmpty() && !rules.equals("none"))) {
      all.addAll(standard(spec, period, objectives));
    }
    for (Section each : policies) {
      Section policy = resolve(each, "alertPolicyRef", Kinds.POLICY);
      if (policy != null) {
        policy(policy, each, objectives, all, routes);
      }
    }
    return new Alerts(all, routes);
  }

  private List<BurnRule> standard(Section spec, Period period, List<Objective> objectives) {
    double lowest = objectives.stream().mapToDouble(Objective::target).min().orElseThrow();
    try {
      return standard.of(period, lowest);
    } catch (HeadroomException e) {
      spec.problem(
          "timeWindow",
          "allows no standard rules: " + e.getMessage(),
          "another, or alertPolicies of its own");
      return List.of();
    }
  }

  /// The document that a part refers to, or the part itself when it is written in place; null when,
  /// which was told, it is neither.
  private @Nullable Section resolve(Section part, String reference, String kind) {
    if (part.has(reference)) {
      part.only(reference);
      return references.find(kind, part, reference);
    }
    part.only("apiVersion", "kind", "metadata", "spec", reference);
    if (!part.has("spec")) {
      part.missing(
          reference, "the name of a document of kind " + kind + ", or one written in place");
      return null;
    }
    if (part.has("kind") && !part.text("kind").equals(kind)) {
      part.problem("kind", "is '" + part.text("kind") + "'", kind);
    }
    return part;
  }

  private void policy(
      Section policy,
      Section from,
      List<Objective> objectives,
      List<BurnRule> rules,
      Map<String, List<String>> routes) {
    int errors = policy.errors();
    String name = Metadata.read(policy, List.of()).name();
    Policy read = policy(policy);
    Condition condition = read.condition();
    if (condition == null || policy.errors() != errors || !read.breaching()) {
      return;
    }
    if (rules.stream().anyMatch(rule -> rule.name().equals(name))) {
      from.problem("is the second policy named '" + name + "'", "each once");
      return;
    }
    if (!canFire(condition, objectives)) {
      return;
    }
    try {
      rules.add(
          new BurnRule(
              name,
              condition.severity(),
              condition.longWindow(),
              condition.shortWindow(),
              condition.threshold(),
              condition.pending()));
      if (!read.targets().isEmpty()) {
        routes.put(name, read.targets());
      }
    } catch (HeadroomException e) {
      condition.at().problem("cannot be used: " + e.getMessage(), "");
    }
  }

  private static boolean canFire(Condition condition, List<Objective> objectives) {
    Objective strictest =
        objectives.stream().max(Comparator.comparingDouble(Objective::allowance)).orElseThrow();
    double most = 1 / strictest.allowance();
    if (condition.threshold() <= most) {
      return true;
    }
    condition
        .at()
        .problem(
            "threshold",
            "is "
                + condition.threshold()
                + ", which can never be reached with a target of "
                + strictest.target(),
            String.format(
                Locale.ROOT, "at most %.4g, where every event is bad: 1 / (1 - target)", most));
    return false;
  }

  /// @param breaching whether it alerts when its condition holds
  private record Policy(@Nullable Condition condition, List<String> targets, boolean breaching) {}

  /// Checks a policy that stands by itself.
  void check(Section policy) {
    Metadata.read(policy, List.of());
    policy(policy);
  }

  private Policy policy(Section policy) {
    Section spec = policy.requiredSection("spec", "a map with conditions");
    if (spec == null) {
      return new Policy(null, List.of(), false);
    }
    spec.only(
        "description",
        "alertWhenNoData",
        "alertWhenResolved",
        "alertWhenBreaching",
        "conditions",
        "notificationTargets");
    boolean breaching = !Boolean.FALSE.equals(spec.flag("alertWhenBreaching"));
    if (!breaching) {
      spec.warning("alertWhenBreaching", "is false: this policy never alerts", "");
    }
    if (Boolean.TRUE.equals(spec.flag("alertWhenNoData"))) {
      spec.problem(
          "alertWhenNoData",
          "is true, which Headroom cannot do: without data an alert freezes, and none begins",
          "false");
    }
    if (Boolean.FALSE.equals(spec.flag("alertWhenResolved"))) {
      spec.warning(
          "alertWhenResolved", "is false, but Headroom always tells when an alert ends", "");
    }
    List<Section> conditions = spec.sections("conditions");
    if (conditions.size() != 1) {
      if (spec.has("conditions")) {
        spec.problem("conditions", "has " + conditions.size() + " conditions", "exactly one");
      } else {
        spec.missing("conditions", "a list of exactly one");
      }
    }
    Condition condition = null;
    for (Section each : conditions) {
      Section found = resolve(each, "conditionRef", Kinds.CONDITION);
      condition = found == null ? null : condition(found);
    }
    return new Policy(condition, targets(spec), breaching);
  }

  private List<String> targets(Section spec) {
    List<String> names = new ArrayList<>();
    for (Section each : spec.sections("notificationTargets")) {
      Section target = resolve(each, "targetRef", Kinds.TARGET);
      if (target != null) {
        String name = Metadata.read(target, TargetMapping.OWN).name();
        if (!name.isEmpty() && !names.contains(name)) {
          names.add(name);
        }
      }
    }
    if (!spec.has("notificationTargets")) {
      spec.warning(
          "notificationTargets", "is missing: alerts go to where the owner's usually go", "");
    }
    return names;
  }

  /// The targets that are written in place within a policy.
  List<Section> inlineTargets(Section policy) {
    Section spec = policy.section("spec");
    return spec == null
        ? List.of()
        : spec.sections("notificationTargets").stream().filter(each -> each.has("spec")).toList();
  }

  /// Checks a condition that stands by itself.
  void checkCondition(Section condition) {
    condition(condition);
  }

  private static @Nullable Condition condition(Section root) {
    int errors = root.errors();
    Metadata metadata = Metadata.read(root, List.of(SHORT_WINDOW));
    Section spec = root.requiredSection("spec", "a map with severity and condition");
    if (spec == null) {
      return null;
    }
    spec.only("description", "severity", "condition");
    Severity severity = severity(spec);
    Section at = spec.requiredSection("condition", "a map with threshold and lookbackWindow");
    if (at == null) {
      return null;
    }
    at.only("kind", "op", "threshold", "lookbackWindow", "alertAfter");
    at.word("kind", List.of("burnrate"));
    Double threshold = threshold(at);
    Shorthand look = Shorthand.of(at, "lookbackWindow");
    if (!at.has("lookbackWindow")) {
      at.missing("lookbackWindow", Shorthand.EXPECTED);
    }
    Duration pending = pending(at);
    Duration shortWindow = look == null ? null : shortWindow(root, metadata, look.length());
    return severity == null
            || threshold == null
            || look == null
            || shortWindow == null
            || root.errors() != errors
        ? null
        : new Condition(at, severity, threshold, look.length(), shortWindow, pending);
  }

  private static @Nullable Severity severity(Section spec) {
    String text = spec.required("severity", "page or ticket").toLowerCase(Locale.ROOT);
    if (text.isEmpty()) {
      return null;
    }
    if (PAGES.contains(text)) {
      return Severity.PAGE;
    }
    if (TICKETS.contains(text)) {
      return Severity.TICKET;
    }
    spec.problem(
        "severity",
        "is '" + text + "'",
        "page (or "
            + String.join(", ", PAGES.subList(1, PAGES.size()))
            + ") or ticket (or "
            + String.join(", ", TICKETS.subList(1, TICKETS.size()))
            + ")");
    return null;
  }

  private static @Nullable Double threshold(Section at) {
    String op = at.word("op", OPERATORS);
    if (op != null && op.startsWith("l")) {
      at.problem(
          "op",
          "is " + op + ": read literally it alerts as long as the budget burns slowly",
          "gte or gt");
    }
    if (!at.has("threshold")) {
      at.missing("threshold", "a burn rate, e.g. 14.4");
    }
    BigDecimal number = at.number("threshold");
    if (number == null) {
      return null;
    }
    double threshold = number.doubleValue();
    if (!(threshold > 0) || Double.isInfinite(threshold)) {
      at.problem("threshold", "is " + number, "a burn rate above 0");
      return null;
    }
    // A rule holds from its threshold on; the next larger number is what "greater than" begins at.
    return "gt".equals(op) ? Math.nextUp(threshold) : threshold;
  }

  private static Duration pending(Section at) {
    if (at.has("alertAfter")
        && at.any("alertAfter") instanceof Tree.Leaf leaf
        && leaf.text().equals("0m")) {
      return Duration.ZERO;
    }
    Shorthand after = Shorthand.of(at, "alertAfter");
    return after == null ? Duration.ZERO : after.length();
  }

  private static @Nullable Duration shortWindow(
      Section root, Metadata metadata, Duration longWindow) {
    String text = metadata.annotation(SHORT_WINDOW);
    if (text.isEmpty()) {
      return usualShort(longWindow);
    }
    Shorthand given = Shorthand.parse(text);
    if (given != null && given.length().compareTo(longWindow) <= 0) {
      return given.length();
    }
    Section annotations = root.section("metadata");
    annotations = annotations == null ? null : annotations.section("annotations");
    if (annotations != null) {
      annotations.problem(
          Metadata.OWN + SHORT_WINDOW,
          "is '" + text + "'",
          given == null ? Shorthand.EXPECTED : "at most the lookbackWindow");
    }
    return null;
  }

  /// The usual short window of a long one.
  static Duration usualShort(Duration longWindow) {
    return Duration.ofMinutes(Math.max(1, longWindow.toMinutes() / SHORT_OF_LONG));
  }
}
