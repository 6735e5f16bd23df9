package dev.headroom.finding;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.util.List;

/// A claim about a system, with all that a person needs to believe or to refute it. Immutable.
///
/// @param analysis the id of the analysis that claims it, e.g. `n-plus-one`
/// @param subject what it is about; together with the analysis it makes the [#fingerprint]
/// @param claim one plain sentence with its numbers, ending in a full stop
/// @param severity how much it matters
/// @param confidence that the claim is true, above 0 and up to 1
/// @param impact what it costs
/// @param evidence most telling first
/// @param remedies best first; empty when nothing can be advised
/// @param rule the rule that fired, with its thresholds and the values it saw
/// @param refutation what would show that the claim is wrong
/// @param coverage what was looked at
public record Finding(
    String analysis,
    Subject subject,
    String claim,
    Severity severity,
    double confidence,
    Impact impact,
    List<Evidence> evidence,
    List<Remedy> remedies,
    String rule,
    String refutation,
    Coverage coverage) {

  public Finding {
    if (analysis.isBlank() || claim.isBlank() || rule.isBlank() || refutation.isBlank()) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "finding '" + analysis + "' lacks its id, claim, rule or refutation; expected all four");
    }
    if (!(confidence > 0 && confidence <= 1)) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "confidence of finding '" + analysis + "' is " + confidence + "; expected > 0 and <= 1");
    }
    evidence = List.copyOf(evidence);
    remedies = List.copyOf(remedies);
  }

  /// The same for the same analysis of the same subject, whatever the numbers, after restarts and
  /// deploys, too.
  public Fingerprint fingerprint() {
    return Fingerprint.of(analysis, subject);
  }
}
