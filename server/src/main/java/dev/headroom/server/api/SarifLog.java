package dev.headroom.server.api;

import dev.headroom.finding.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What logs in SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format") have in common,
/// as trees for the writer of JSON. Stateless.
public final class SarifLog {
  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

  private SarifLog() {}

  /// A log of one run.
  ///
  /// @param version of the product
  /// @param analyses ids, the rules; results refer to them by their index
  public static Map<String, Object> of(
      String version, List<String> analyses, List<Map<String, Object>> results) {
    Map<String, Object> driver = new LinkedHashMap<>();
    driver.put("name", "Headroom");
    driver.put("version", version);
    driver.put("rules", analyses.stream().map(SarifLog::rule).toList());
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("tool", Map.of("driver", driver));
    run.put("results", results);
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

  /// The level of a result.
  public static String level(Severity severity) {
    return switch (severity) {
      case CRITICAL -> "error";
      case MAJOR -> "warning";
      case MINOR, WATCH -> "note";
    };
  }

  /// The locations of a result: there is one, without a file.
  ///
  /// @param operation null when the whole service is meant
  public static List<Map<String, Object>> locations(String service, @Nullable String operation) {
    Map<String, Object> location = new LinkedHashMap<>();
    location.put("name", operation == null ? service : operation);
    location.put("fullyQualifiedName", operation == null ? service : service + "/" + operation);
    location.put("kind", operation == null ? "module" : "function");
    return List.of(Map.of("logicalLocations", List.of(location)));
  }
}
