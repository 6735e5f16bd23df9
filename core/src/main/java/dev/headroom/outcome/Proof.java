package dev.headroom.outcome;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether an accepted proposal did what it promised. Immutable; a later state is another record.
///
/// @param registration what was written down before
/// @param state how far it is
/// @param change the change that is taken for the fix; null while it is awaited
/// @param looks how often a verdict was tried; each uses up its share of the chance of error
/// @param measured the last measurement; null before the first
/// @param verdict null before the first look
/// @param reasons of the verdict, or where it stands
/// @param at when this record was made
/// @param version grows by one with every record of the proof, so that writers notice each other
public record Proof(
    Registration registration,
    State state,
    @Nullable Change change,
    int looks,
    @Nullable Measurement measured,
    @Nullable Verdict verdict,
    List<String> reasons,
    Instant at,
    long version) {
  /// At these multiples of the window a verdict is tried. The chance of a false one, 5 %, is shared
  /// evenly between them (Bonferroni), so that looking again does not raise it.
  public static final List<Integer> LOOKS = List.of(1, 2, 4);

  /// The confidence of the interval of each look.
  public static final double CONFIDENCE = 1 - 0.05 / LOOKS.size();

  /// How far a proof is.
  public enum State {
    /// The change has not arrived.
    WAITING,
    /// The change has arrived; there is no final verdict yet.
    MEASURING,
    /// The verdict stands.
    DONE,
    /// The proposal was taken back before there was a verdict.
    CANCELLED
  }

  /// The change that is taken for the fix.
  ///
  /// @param what in words, e.g. `first traffic of version 1.4.2`
  /// @param version empty when it is no new version
  public record Change(Instant at, String what, String version) {}

  public Proof {
    reasons = List.copyOf(reasons);
  }

  /// Written down; nothing else is known.
  public static Proof registered(Registration registration) {
    return new Proof(
        registration,
        State.WAITING,
        null,
        0,
        null,
        null,
        List.of("Waits for a new version or another change of " + registration.service() + "."),
        registration.at(),
        1);
  }

  /// The change has arrived, or another one is to be taken for it; what was measured is void.
  public Proof changed(Change arrived, Instant now) {
    return new Proof(
        registration,
        State.MEASURING,
        arrived,
        0,
        null,
        null,
        List.of("Measures since " + arrived.what() + "."),
        now,
        version + 1);
  }

  /// Measured, without a new verdict.
  public Proof seen(Measurement measurement, List<String> progress, Instant now) {
    return new Proof(
        registration, state, change, looks, measurement, verdict, progress, now, version + 1);
  }

  /// Looked at, and judged by what was registered.
  ///
  /// @param look how many looks that makes; the last one settles it
  /// @param remarks what else to say
  public Proof judged(Measurement measurement, int look, List<String> remarks, Instant now) {
    Judgement judgement = Judgement.of(registration, measurement);
    List<String> all = new ArrayList<>(judgement.reasons());
    all.addAll(remarks);
    boolean settled = judgement.verdict() != Verdict.UNDECIDED || look >= LOOKS.size();
    return new Proof(
        registration,
        settled ? State.DONE : State.MEASURING,
        change,
        look,
        measurement,
        judgement.verdict(),
        all,
        now,
        version + 1);
  }

  /// Taken back.
  public Proof cancelled(String why, Instant now) {
    return new Proof(
        registration,
        State.CANCELLED,
        change,
        looks,
        measured,
        verdict,
        List.of(why),
        now,
        version + 1);
  }

  public String id() {
    return registration.id();
  }

  /// Whether there is still something to do.
  public boolean open() {
    return state == State.WAITING || state == State.MEASURING;
  }
}
