package dev.headroom.server.api;

import dev.headroom.finding.Severity;
import dev.headroom.plan.Standing;
import dev.headroom.query.view.FixRow;
import dev.headroom.query.view.FixesView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Proposals as a log in SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format"): one
/// result each, the analyses as rules. What is dismissed is told as suppressed. Stateless.
final class FixSarif {
  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
  private static final double RANK_MOST = 100;

  private FixSarif() {}

  /// The log as a tree for the writer of JSON.
  ///
  /// @param version of the product
  static Map<String, Object> of(FixesView view, String version) {
    List<String> rules = view.fixes().stream().map(FixRow::analysis).distinct().sorted().toList();
    Map<String, Object> driver = new LinkedHashMap<>();
    driver.put("name", "Headroom");
    driver.put("version", version);
    driver.put("rules", rules.stream().map(FixSarif::rule).toList());
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("tool", Map.of("driver", driver));
    run.put("results", view.fixes().stream().map(row -> result(row, rules)).toList());
    Map<String, Object> log = new LinkedHashMap<>();
    log.put("$schema", SCHEMA);
    log.put("version", "2.1.0");
    log.put("runs", List.of(run));
    return log;
  }

  private static Map<String, Object> rule(String analysis) {
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("id", analysis);
    rule.put("shortDescription", Map.of("text", analysis.replace('-', ' ')));
    return rule;
  }

  private static Map<String, Object> result(FixRow row, List<String> rules) {
    FixRow.Cause cause = row.findings().getFirst();
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("ruleId", row.analysis());
    result.put("ruleIndex", rules.indexOf(row.analysis()));
    result.put("kind", "fail");
    result.put("level", level(cause.severity()));
    result.put("message", Map.of("text", cause.claim() + " " + row.advice()));
    result.put("locations", List.of(Map.of("logicalLocations", List.of(location(row)))));
    result.put("partialFingerprints", fingerprints(row));
    result.put("rank", Math.clamp(row.score(), 0, RANK_MOST));
    if (row.state() == Standing.State.DISMISSED) {
      FixRow.DecisionView decided = row.decided();
      result.put(
          "suppressions",
          List.of(
              Map.of(
                  "kind",
                  "external",
                  "status",
                  "accepted",
                  "justification",
                  decided == null ? "" : decided.why())));
    }
    if (!row.ticket().isEmpty()) {
      result.put("workItemUris", List.of(row.ticket()));
    }
    result.put("properties", properties(row));
    return result;
  }

  private static String level(Severity severity) {
    return switch (severity) {
      case CRITICAL -> "error";
      case MAJOR -> "warning";
      case MINOR, WATCH -> "note";
    };
  }

  private static Map<String, Object> location(FixRow row) {
    Map<String, Object> location = new LinkedHashMap<>();
    String operation = row.operation();
    location.put("name", operation == null ? row.service() : operation);
    location.put(
        "fullyQualifiedName", operation == null ? row.service() : row.service() + "/" + operation);
    location.put("kind", operation == null ? "module" : "function");
    return location;
  }

  private static Map<String, Object> fingerprints(FixRow row) {
    Map<String, Object> fingerprints = new LinkedHashMap<>();
    fingerprints.put("headroomProposal/v1", row.id());
    fingerprints.put("headroomFinding/v1", row.findings().getFirst().fingerprint());
    return fingerprints;
  }

  private static Map<String, Object> properties(FixRow row) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("advice", row.advice());
    properties.put("headline", row.headline());
    properties.put("state", row.state().name());
    String owner = row.ownership().owner();
    if (owner != null) {
      properties.put("owner", owner);
    }
    properties.put("effort", row.effort().name());
    properties.put("risk", row.risk().name());
    properties.put("confidence", row.confidence());
    properties.put("findings", row.findings().stream().map(FixRow.Cause::fingerprint).toList());
    if (!row.caveat().isEmpty()) {
      properties.put("caveat", row.caveat());
    }
    return properties;
  }
}
