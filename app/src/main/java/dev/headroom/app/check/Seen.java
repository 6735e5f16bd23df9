package dev.headroom.app.check;

import dev.headroom.finding.Evidence;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Severity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A finding as it is told and kept in files; the fields that it shares with the findings of the
/// API have the same names there.
///
/// @param fingerprint its lasting name
/// @param operation null when the whole service is meant
/// @param rule the rule that fired; empty when the file did not tell
/// @param advice of the best remedy; empty when there is none
/// @param traces ids of traces that show it
record Seen(
    String fingerprint,
    String analysis,
    Severity severity,
    String service,
    @Nullable String operation,
    String claim,
    String rule,
    String advice,
    List<String> traces) {
  Seen {
    traces = List.copyOf(traces);
  }

  static Seen of(Finding finding) {
    var operation = finding.subject().operation();
    return new Seen(
        finding.fingerprint().value(),
        finding.analysis(),
        finding.severity(),
        finding.subject().service().value(),
        operation == null ? null : operation.value(),
        finding.claim(),
        finding.rule(),
        finding.remedies().isEmpty() ? "" : finding.remedies().getFirst().advice(),
        finding.evidence().stream()
            .filter(Evidence.TraceRef.class::isInstance)
            .map(Evidence.TraceRef.class::cast)
            .map(ref -> ref.trace().toString())
            .distinct()
            .toList());
  }

  /// Service and operation, for people.
  String where() {
    return operation == null ? service : service + " " + operation;
  }
}
