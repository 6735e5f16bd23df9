package dev.headroom.app.check;

import dev.headroom.app.check.Examination.Looked;
import dev.headroom.finding.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a run is like against its baseline.
///
/// @param passed whether nothing new is as severe as `failOn` and all analyses came to their end
/// @param failOn the least severity that matters
/// @param compared whether there was a baseline; without one everything found is new
/// @param run what was looked at
/// @param baseline what was looked at for the baseline; null when it came from findings alone
/// @param findings what fails first, then by state and severity
record Verdict(
    boolean passed,
    Severity failOn,
    boolean compared,
    Looked run,
    @Nullable Looked baseline,
    List<Judged> findings) {
  private static final Comparator<Judged> ORDER =
      Comparator.comparing(Judged::fails)
          .reversed()
          .thenComparing(Judged::state)
          .thenComparing(judged -> judged.finding().severity(), Comparator.reverseOrder())
          .thenComparing(judged -> judged.finding().fingerprint());

  Verdict {
    findings = List.copyOf(findings);
  }

  /// Where a finding stands.
  enum State {
    /// In the run and not in the baseline.
    NEW,
    /// In both, and more severe in the run.
    WORSE,
    /// In both.
    KNOWN,
    /// In the baseline alone, though its service took part in the run.
    GONE,
    /// In the baseline alone, and its service sent no span in the run: nobody knows.
    UNTOLD
  }

  /// @param fails whether it makes the check fail
  /// @param finding of the run; of the baseline when the run has it not
  record Judged(State state, boolean fails, Seen finding) {}

  /// What a run is compared with.
  ///
  /// @param looked null when the findings were read from a file
  record Baseline(@Nullable Looked looked, List<Seen> findings) {}

  /// @param baseline null when there is none
  static Verdict of(Examination run, @Nullable Baseline baseline, Severity failOn) {
    Map<String, Seen> before = new LinkedHashMap<>();
    if (baseline != null) {
      baseline.findings().forEach(seen -> before.put(seen.fingerprint(), seen));
    }
    List<Judged> judged = new ArrayList<>();
    for (Seen seen : run.findings()) {
      State state = state(seen, before.remove(seen.fingerprint()));
      boolean matters = state != State.KNOWN && seen.severity().compareTo(failOn) >= 0;
      judged.add(new Judged(state, matters, seen));
    }
    for (Seen seen : before.values()) {
      boolean heard = run.looked().services().contains(seen.service());
      judged.add(new Judged(heard ? State.GONE : State.UNTOLD, false, seen));
    }
    judged.sort(ORDER);
    return new Verdict(
        run.looked().failed().isEmpty() && judged.stream().noneMatch(Judged::fails),
        failOn,
        baseline != null,
        run.looked(),
        baseline == null ? null : baseline.looked(),
        judged);
  }

  private static State state(Seen now, @Nullable Seen before) {
    if (before == null) {
      return State.NEW;
    }
    return now.severity().compareTo(before.severity()) > 0 ? State.WORSE : State.KNOWN;
  }

  /// How many fail the check.
  long failing() {
    return findings.stream().filter(Judged::fails).count();
  }
}
