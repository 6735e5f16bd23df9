package dev.headroom.app.check;

import dev.headroom.app.check.Verdict.Judged;
import dev.headroom.app.check.Verdict.State;
import dev.headroom.server.api.SarifLog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A verdict as a log in SARIF: a result per finding, with its state against the baseline. What
/// could not be told is left out. Stateless.
final class VerdictSarif {
  private VerdictSarif() {}

  /// The log as a tree for the writer of JSON.
  ///
  /// @param version of the product
  static Map<String, Object> of(Verdict verdict, String version) {
    List<Judged> told =
        verdict.findings().stream().filter(judged -> judged.state() != State.UNTOLD).toList();
    List<String> rules =
        told.stream().map(judged -> judged.finding().analysis()).distinct().sorted().toList();
    return SarifLog.of(
        version,
        rules,
        told.stream().map(judged -> result(judged, rules, verdict.compared())).toList());
  }

  private static Map<String, Object> result(Judged judged, List<String> rules, boolean compared) {
    Seen seen = judged.finding();
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("ruleId", seen.analysis());
    result.put("ruleIndex", rules.indexOf(seen.analysis()));
    result.put("kind", "fail");
    result.put("level", SarifLog.level(seen.severity()));
    result.put("message", Map.of("text", (seen.claim() + " " + seen.advice()).strip()));
    result.put("locations", SarifLog.locations(seen.service(), seen.operation()));
    result.put("partialFingerprints", Map.of("headroomFinding/v1", seen.fingerprint()));
    if (compared) {
      result.put("baselineState", baselineState(judged.state()));
    }
    result.put(
        "properties",
        Map.of("fails", judged.fails(), "rule", seen.rule(), "traces", seen.traces()));
    return result;
  }

  private static String baselineState(State state) {
    return switch (state) {
      case NEW -> "new";
      case WORSE -> "updated";
      case KNOWN, UNTOLD -> "unchanged";
      case GONE -> "absent";
    };
  }
}
