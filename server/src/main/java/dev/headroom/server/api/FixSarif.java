package dev.headroom.server.api;

import dev.headroom.plan.Standing;
import dev.headroom.query.view.FixRow;
import dev.headroom.query.view.FixesView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Proposals as a log in SARIF: one result each, the analyses as rules. What is dismissed is told
/// as suppressed. Stateless.
final class FixSarif {
  private static final double RANK_MOST = 100;

  private FixSarif() {}

  /// The log as a tree for the writer of JSON.
  ///
  /// @param version of the product
  static Map<String, Object> of(FixesView view, String version) {
    List<String> rules = view.fixes().stream().map(FixRow::analysis).distinct().sorted().toList();
    return SarifLog.of(
        version, rules, view.fixes().stream().map(row -> result(row, rules)).toList());
  }

  private static Map<String, Object> result(FixRow row, List<String> rules) {
    FixRow.Cause cause = row.findings().getFirst();
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("ruleId", row.analysis());
    result.put("ruleIndex", rules.indexOf(row.analysis()));
    result.put("kind", "fail");
    result.put("level", SarifLog.level(cause.severity()));
    result.put("message", Map.of("text", cause.claim() + " " + row.advice()));
    result.put("locations", SarifLog.locations(row.service(), row.operation()));
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
