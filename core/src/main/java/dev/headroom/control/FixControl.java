package dev.headroom.control;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.outcome.Proof;
import dev.headroom.outcome.Proof.Change;
import dev.headroom.outcome.Registration;
import dev.headroom.plan.Decision;
import dev.headroom.plan.Decision.Action;
import dev.headroom.plan.Proposal;
import dev.headroom.plan.ProposalId;
import dev.headroom.plan.ProposalReader;
import dev.headroom.plan.Standing;
import dev.headroom.plan.Standing.State;
import dev.headroom.store.FixLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Takes what people decide about proposals, and what they know about the proofs. Thread-safe;
/// durable when a call returns.
public final class FixControl {
  private static final int WHO_MOST = 200;
  private static final int TEXT_MOST = 2_000;
  private static final Duration DISMISSAL_MOST = Duration.ofDays(366);
  // Clocks differ a little; a change of next week has not arrived.
  private static final Duration FUTURE_ALLOWED = Duration.ofMinutes(5);

  private final ProposalReader proposals;
  private final FixLog log;
  private final InstantSource clock;

  public FixControl(ProposalReader proposals, FixLog log, InstantSource clock) {
    this.proposals = proposals;
    this.log = log;
    this.clock = clock;
  }

  /// Who decides, and on what they have seen.
  ///
  /// @param proposal its id
  /// @param revision of the last decision they have seen; null for whatever it is
  /// @param who at most 200 characters
  /// @param why may be empty except for a dismissal
  public record By(String proposal, @Nullable Long revision, String who, String why) {}

  /// It will be done; what is to be measured is registered.
  ///
  /// @return the proof that waits for the change
  /// @throws HeadroomException with `NOT_FOUND` for an unknown proposal, `CONFLICT` when it stands
  ///   otherwise than they have seen or is accepted already, `INVALID` that names the field at
  ///   fault
  public Proof accept(By by, Terms terms) {
    Proposal proposal = proposed(by);
    Standing standing = standing(proposal.id());
    expect(standing.state() != State.ACCEPTED, proposal.id() + " is accepted already");
    Decision decision = decision(by, proposal.id(), standing, Action.ACCEPT, null, "");
    Registration registration =
        Registrations.of(proposal, terms, decision.revision(), decision.who(), decision.at());
    Proof proof = Proof.registered(registration);
    keep(decision, proof);
    return proof;
  }

  /// It will not be done; it is open again when the time is over.
  ///
  /// @param days until then, 1 to 366; null for never
  public Standing dismiss(By by, @Nullable Integer days) {
    if (days != null && (days < 1 || days > DISMISSAL_MOST.toDays())) {
      throw invalid("days '" + days + "' is not valid; expected 1 to " + DISMISSAL_MOST.toDays());
    }
    ProposalId id = known(by);
    Standing standing = standing(id);
    expect(standing.state() != State.DISMISSED, id + " is dismissed already");
    @Nullable Instant until = days == null ? null : now().plus(Duration.ofDays(days));
    Decision decision = decision(by, id, standing, Action.DISMISS, until, "");
    keep(decision, cancelled(id, standing, "The proposal was dismissed by " + decision.who()));
    return standing(id);
  }

  /// It is open again, whatever was decided.
  public Standing reopen(By by) {
    ProposalId id = known(by);
    Standing standing = standing(id);
    expect(standing.state() != State.OPEN, id + " is open already");
    Decision decision = decision(by, id, standing, Action.REOPEN, null, "");
    keep(decision, cancelled(id, standing, "The proposal was opened again by " + decision.who()));
    return standing(id);
  }

  /// Somebody is to do it.
  ///
  /// @param assignee empty for nobody
  public Standing assign(By by, String assignee) {
    ProposalId id = known(by);
    String whom = limited("assignee", assignee, WHO_MOST);
    keep(decision(by, id, standing(id), Action.ASSIGN, null, whom), null);
    return standing(id);
  }

  /// The ticket under which it is done.
  ///
  /// @param url http or https; empty for none
  public Standing ticket(By by, String url) {
    ProposalId id = known(by);
    String address = WebAddress.checked("ticket", limited("ticket", url, TEXT_MOST));
    keep(decision(by, id, standing(id), Action.TICKET, null, address), null);
    return standing(id);
  }

  /// Says when the change came, in place of what Headroom noticed.
  ///
  /// @param id of the proof, or of its proposal for the latest one
  /// @param at not before the registration; null for now
  public Proof changed(String id, @Nullable Instant at, String who) {
    Proof proof = proof(id);
    Instant now = now();
    Instant when = at == null ? now : at;
    if (when.isBefore(proof.registration().at())) {
      throw invalid(
          "at '"
              + when
              + "' is before the proposal was accepted, "
              + proof.registration().at()
              + "; expected a later time, as what is measured must be written down before");
    }
    if (when.isAfter(now.plus(FUTURE_ALLOWED))) {
      throw invalid("at '" + when + "' is in the future; expected a time up to now, " + now);
    }
    expect(proof.state() != Proof.State.CANCELLED, "proof " + proof.id() + " was cancelled");
    String name = limited("who", who, WHO_MOST);
    if (name.isEmpty()) {
      throw invalid("who is missing; expected the name of whoever says so");
    }
    Proof changed = proof.changed(new Change(when, "a change told by " + name, ""), now);
    expect(log.keep(changed), "proof " + proof.id() + " was changed meanwhile; look again");
    return changed;
  }

  /// The proof of that id, or the latest one of that proposal.
  private Proof proof(String id) {
    return log.proof(id)
        .or(() ->
            log.proofs().stream()
                .filter(each -> each.registration().proposal().value().equals(id))
                .findFirst())
        .orElseThrow(() ->
            new HeadroomException(
                ErrorCode.NOT_FOUND, "unknown proof '" + id + "'; see the list of proofs"));
  }

  private Proposal proposed(By by) {
    ProposalId id = new ProposalId(by.proposal());
    return proposals
        .plan()
        .proposal(id)
        .orElseThrow(() ->
            new HeadroomException(
                ErrorCode.NOT_FOUND,
                "proposal '" + id + "' is not proposed at the moment; see the list of fixes"));
  }

  /// The name under which decisions are kept: that of the proposal it was merged into, else its own
  /// when anything was decided about it.
  private ProposalId known(By by) {
    ProposalId id = new ProposalId(by.proposal());
    Optional<ProposalId> proposed = proposals.plan().proposal(id).map(Proposal::id);
    if (proposed.isEmpty() && log.decisions(id).isEmpty()) {
      throw new HeadroomException(
          ErrorCode.NOT_FOUND, "unknown proposal '" + id + "'; see the list of fixes");
    }
    return proposed.orElse(id);
  }

  private Standing standing(ProposalId id) {
    return Standing.of(log.decisions(id), now());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private Decision decision(
      By by,
      ProposalId id,
      Standing standing,
      Action action,
      @Nullable Instant until,
      String value) {
    expect(
        by.revision() == null || by.revision() == standing.revision(),
        "proposal "
            + id
            + " is at revision "
            + standing.revision()
            + ", not "
            + by.revision()
            + ": "
            + latest(standing.history()));
    return new Decision(
        id,
        standing.revision() + 1,
        action,
        limited("who", by.who(), WHO_MOST),
        limited("why", by.why(), TEXT_MOST),
        now(),
        until,
        value);
  }

  private static String latest(List<Decision> history) {
    if (history.isEmpty()) {
      return "nothing was decided about it yet";
    }
    Decision last = history.getLast();
    return last.who()
        + " decided "
        + last.action().name().toLowerCase(Locale.ROOT)
        + " at "
        + last.at();
  }

  /// The proof that ends with an acceptance that is taken back; null when none is open.
  private @Nullable Proof cancelled(ProposalId id, Standing standing, String why) {
    if (standing.state() != State.ACCEPTED || standing.last() == null) {
      return null;
    }
    return log.proof(id + "." + standing.last().revision())
        .filter(Proof::open)
        .map(proof -> proof.cancelled(why + ".", now()))
        .orElse(null);
  }

  private void keep(Decision decision, @Nullable Proof proof) {
    expect(
        log.decide(decision, proof),
        "proposal " + decision.proposal() + " was decided about meanwhile; look again");
  }

  private static String limited(String field, String text, int most) {
    String stripped = text.strip();
    if (stripped.length() > most) {
      throw invalid(field + " has " + stripped.length() + " characters; expected at most " + most);
    }
    return stripped;
  }

  private static void expect(boolean right, String otherwise) {
    if (!right) {
      throw new HeadroomException(ErrorCode.CONFLICT, otherwise);
    }
  }

  private static HeadroomException invalid(String message) {
    return new HeadroomException(ErrorCode.INVALID, message);
  }
}
