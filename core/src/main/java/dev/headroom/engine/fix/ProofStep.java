package dev.headroom.engine.fix;

import dev.headroom.analysis.ModelView;
import dev.headroom.base.PlainText;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.engine.analysis.AnalysisStep;
import dev.headroom.finding.FindingRecord;
import dev.headroom.outcome.Measurement;
import dev.headroom.outcome.Measurer;
import dev.headroom.outcome.Proof;
import dev.headroom.outcome.Proof.Change;
import dev.headroom.outcome.Proof.State;
import dev.headroom.outcome.Registration;
import dev.headroom.rollup.RollupReader;
import dev.headroom.signal.ChangeEvent;
import dev.headroom.store.ChangeLog;
import dev.headroom.store.FixLog;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Takes the proofs that are under way further: notices the change, measures, and judges when the
/// window is over.
public final class ProofStep implements AnalysisStep {
  /// What runs while a change rolls out is neither before nor after it.
  private static final Duration SETTLING = Duration.ofMinutes(2);

  /// How far back it is compared, if minutes are kept that long: the hours of the week twice.
  private static final Duration BACK_MOST = Duration.ofDays(15);

  /// So many times a window a measurement without a verdict is refreshed.
  private static final int REFRESHES = 24;

  private final FixLog log;
  private final ChangeLog changes;
  private final Duration back;

  /// @param minutesKept for how long rollups are kept in minutes
  public ProofStep(FixLog log, ChangeLog changes, Duration minutesKept) {
    this.log = log;
    this.changes = changes;
    Duration safe = minutesKept.minusHours(1);
    this.back = safe.compareTo(BACK_MOST) < 0 ? safe : BACK_MOST;
  }

  @Override
  public void after(ModelView view, List<FindingRecord> records, Instant at) {
    for (Proof proof : log.proofs()) {
      if (proof.open()) {
        step(proof, view.rollups(), at);
      }
    }
  }

  /// One proof. What somebody else changed meanwhile is left to the next run.
  private void step(Proof proof, RollupReader rollups, Instant at) {
    Proof next = proof;
    if (next.state() == State.WAITING) {
      @Nullable Change arrived = arrived(next.registration(), at);
      if (arrived == null) {
        return;
      }
      next = next.changed(arrived, at);
      if (!log.keep(next)) {
        return;
      }
    }
    @Nullable Change change = next.change();
    if (change != null) {
      measure(next, change, rollups, at);
    }
  }

  private @Nullable Change arrived(Registration registration, Instant at) {
    return changes.changes(new TimeWindow(registration.at(), later(registration.at(), at))).stream()
        .filter(each -> each.service().equals(registration.service()))
        .findFirst()
        .map(ProofStep::change)
        .orElse(null);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Change change(ChangeEvent event) {
    String what =
        event.description().isBlank()
            ? event.kind().name().toLowerCase(Locale.ROOT)
                + (event.version().isEmpty() ? "" : " of version " + event.version())
            : event.description();
    return new Change(event.at(), what, event.version());
  }

  private void measure(Proof proof, Change change, RollupReader rollups, Instant at) {
    Registration registration = proof.registration();
    Instant start = after(registration, change);
    // The last minutes are not complete: traces and exporters are late.
    Instant complete = at.minusSeconds(60).truncatedTo(ChronoUnit.MINUTES);
    int look = proof.looks();
    while (look + 1 < Proof.LOOKS.size() && !end(registration, start, look + 1).isAfter(complete)) {
      look++;
    }
    Instant end = end(registration, start, look);
    @Nullable Change replaced = replaced(registration, change, end);
    Instant until =
        replaced == null ? end : later(start, replaced.at().truncatedTo(ChronoUnit.MINUTES));
    if (!until.isAfter(complete)) {
      Measurement measured = measured(proof, change, new TimeWindow(start, until), rollups);
      int looks = replaced == null ? look + 1 : Proof.LOOKS.size();
      var _ = log.keep(proof.judged(measured, looks, remarks(measured, replaced), at));
    } else if (due(proof, at) && complete.isAfter(start)) {
      TimeWindow after = new TimeWindow(start, complete);
      Measurement measured = measured(proof, change, after, rollups);
      var _ = log.keep(proof.seen(measured, progress(registration, after, look), at));
    }
  }

  private Measurement measured(Proof proof, Change change, TimeWindow after, RollupReader rollups) {
    Registration registration = proof.registration();
    return new Measurer(
            rollups, registration, before(registration, change), after, Proof.CONFIDENCE)
        .measure(others(registration, change, after));
  }

  private static List<String> remarks(Measurement measured, @Nullable Change replaced) {
    return replaced == null
        ? List.of()
        : List.of(
            "It was measured for only "
                + PlainText.duration(measured.after().length())
                + ": then came another change, "
                + replaced.what()
                + ".");
  }

  private static boolean due(Proof proof, Instant at) {
    Duration pause = proof.registration().window().dividedBy(REFRESHES);
    return proof.measured() == null || !proof.at().plus(pause).isAfter(at);
  }

  /// The first minute that counts as after the change.
  private static Instant after(Registration registration, Change change) {
    Duration tenth = registration.window().dividedBy(10);
    Duration settling = tenth.compareTo(SETTLING) < 0 ? tenth : SETTLING;
    Instant start = change.at().plus(settling).truncatedTo(ChronoUnit.MINUTES);
    return start.isBefore(change.at()) ? start.plusSeconds(60) : start;
  }

  private static Instant end(Registration registration, Instant start, int look) {
    return start.plus(registration.window().multipliedBy(Proof.LOOKS.get(look)));
  }

  /// The next change of the same service before that moment; null when there is none.
  private @Nullable Change replaced(Registration registration, Change change, Instant before) {
    return changes.changes(new TimeWindow(change.at(), later(change.at(), before))).stream()
        .filter(each ->
            each.service().equals(registration.service())
                && each.at().isAfter(change.at())
                && (each.version().isEmpty() || !each.version().equals(change.version())))
        .findFirst()
        .map(ProofStep::change)
        .orElse(null);
  }

  /// Back to the change before, if that leaves as much time as is measured afterwards.
  private TimeWindow before(Registration registration, Change change) {
    Instant to = change.at().truncatedTo(ChronoUnit.MINUTES);
    Instant from = to.minus(back);
    Instant latest = to.minus(registration.window());
    for (ChangeEvent each : changes.changes(new TimeWindow(from, to))) {
      boolean same = each.version().equals(change.version()) && !change.version().isEmpty();
      if (each.service().equals(registration.service()) && !same && !each.at().isAfter(latest)) {
        from = each.at().plusSeconds(59).truncatedTo(ChronoUnit.MINUTES);
      }
    }
    return new TimeWindow(from, to);
  }

  /// Services that others changed since.
  private Set<ServiceName> others(Registration registration, Change change, TimeWindow after) {
    Set<ServiceName> changed = new HashSet<>();
    for (ChangeEvent each :
        changes.changes(new TimeWindow(change.at(), later(change.at(), after.to())))) {
      if (!each.service().equals(registration.service())) {
        changed.add(each.service());
      }
    }
    return changed;
  }

  private static List<String> progress(Registration registration, TimeWindow after, int looks) {
    Duration whole = registration.window().multipliedBy(Proof.LOOKS.get(looks));
    return List.of(
        "Measured for "
            + PlainText.duration(after.length())
            + " of "
            + PlainText.duration(whole)
            + "; the verdict comes then, so that nobody stops when it looks best.");
  }
}
