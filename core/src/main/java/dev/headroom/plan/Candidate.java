package dev.headroom.plan;

import dev.headroom.finding.Edit;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Impact;
import dev.headroom.finding.Remedy;
import dev.headroom.finding.Remedy.Level;
import dev.headroom.finding.Severity;
import dev.headroom.finding.Subject;
import dev.headroom.plan.Proposal.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A remedy with all findings that ask for it.
///
/// @param asked most severe first, then most confident; at least one
record Candidate(List<Asked> asked) {
  private static final Comparator<Asked> STRONGEST =
      Comparator.comparing((Asked each) -> each.finding().severity())
          .thenComparingDouble(each -> each.finding().confidence())
          .reversed()
          .thenComparing(each -> each.finding().fingerprint());

  /// One finding's remedy.
  record Asked(Finding finding, int index) {
    Remedy remedy() {
      return finding.remedies().get(index);
    }

    /// Remedies with equal keys are the same thing to do: the same edits or, where none can be
    /// told, the same words about the same service.
    Object key() {
      return remedy().edits().isEmpty()
          ? List.of(finding.subject().service(), remedy().advice())
          : remedy().edits();
    }
  }

  /// The remedies of all findings that are more than watched.
  static List<Candidate> merged(List<Finding> findings, int most) {
    Map<Object, List<Asked>> byKey = new LinkedHashMap<>();
    List<Asked> all = new ArrayList<>();
    for (Finding finding : findings) {
      if (finding.severity() != Severity.WATCH) {
        for (int i = 0; i < finding.remedies().size(); i++) {
          all.add(new Asked(finding, i));
        }
      }
    }
    all.sort(STRONGEST.thenComparingInt(Asked::index));
    for (Asked each : all) {
      byKey.computeIfAbsent(each.key(), _ -> new ArrayList<>()).add(each);
    }
    return byKey.values().stream().limit(most).map(Candidate::new).toList();
  }

  private Asked first() {
    return asked.getFirst();
  }

  List<ProposalId> ids() {
    return asked.stream()
        .map(each -> ProposalId.of(each.finding().fingerprint(), each.index()))
        .sorted()
        .toList();
  }

  List<Source> sources() {
    return asked.stream()
        .map(each ->
            new Source(
                each.finding().fingerprint(),
                each.index(),
                each.finding().analysis(),
                each.finding().claim(),
                each.finding().severity(),
                each.finding().confidence()))
        .toList();
  }

  Subject subject() {
    return first().finding().subject();
  }

  String analysis() {
    return first().finding().analysis();
  }

  String advice() {
    return first().remedy().advice();
  }

  Level effort() {
    return first().remedy().effort();
  }

  Level risk() {
    return first().remedy().risk();
  }

  List<Edit> edits() {
    return first().remedy().edits();
  }

  Severity severity() {
    return first().finding().severity();
  }

  double confidence() {
    return asked.stream().mapToDouble(each -> each.finding().confidence()).max().orElse(0);
  }

  /// What routes pay today, by the finding that says most about it.
  Impact impact() {
    return asked.stream()
        .map(each -> each.finding().impact())
        .filter(impact -> !impact.routes().isEmpty())
        .findFirst()
        .orElse(Impact.UNKNOWN);
  }
}
