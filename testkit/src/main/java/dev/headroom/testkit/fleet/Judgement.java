package dev.headroom.testkit.fleet;

import dev.headroom.analysis.Analysis;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Fingerprint;
import dev.headroom.finding.Severity;
import dev.headroom.testkit.fleet.Truth.Planted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What analyses found in a fleet, held against the truth.
///
/// @param right findings that name a planted trouble at its place
/// @param beside findings that are consequences of a planted trouble: of another kind, or at a
///   further layer
/// @param wrong all other findings: nothing that was planted explains them
/// @param watched what is only worth watching, and right for no planted trouble
/// @param missed planted troubles that no finding names
public record Judgement(
    List<Finding> right,
    List<Finding> beside,
    List<Finding> wrong,
    List<Finding> watched,
    List<Planted> missed) {

  public Judgement {
    right = List.copyOf(right);
    beside = List.copyOf(beside);
    wrong = List.copyOf(wrong);
    watched = List.copyOf(watched);
    missed = List.copyOf(missed);
  }

  /// Asks the analyses and judges what they say; a finding told twice counts once.
  public static Judgement of(FleetRun run, List<Analysis> analyses) {
    Map<Fingerprint, Finding> findings = new LinkedHashMap<>();
    for (Analysis analysis : analyses) {
      analysis
          .analyze(run.view())
          .forEach(finding -> findings.putIfAbsent(finding.fingerprint(), finding));
    }
    return of(run.truth(), List.copyOf(findings.values()));
  }

  private static Judgement of(Truth truth, List<Finding> findings) {
    List<Finding> right = new ArrayList<>();
    List<Finding> beside = new ArrayList<>();
    List<Finding> wrong = new ArrayList<>();
    List<Finding> watched = new ArrayList<>();
    for (Finding finding : findings) {
      if (truth.planted().stream().anyMatch(planted -> planted.foundBy(finding))) {
        right.add(finding);
      } else if (finding.severity() == Severity.WATCH) {
        watched.add(finding);
      } else if (truth.planted().stream().anyMatch(planted -> isBeside(planted, finding))) {
        beside.add(finding);
      } else {
        wrong.add(finding);
      }
    }
    List<Planted> missed =
        truth.planted().stream()
            .filter(planted -> right.stream().noneMatch(planted::foundBy))
            .toList();
    return new Judgement(right, beside, wrong, watched, missed);
  }

  private static boolean isBeside(Planted planted, Finding finding) {
    // Retries of several layers are one trouble; all others are at one place.
    return planted.explains(finding)
        && (planted.trouble() == Trouble.RETRY_STORM
            || !finding.analysis().equals(planted.trouble().analysis()));
  }
}
