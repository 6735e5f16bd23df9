package dev.headroom.plan;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What somebody decided about a proposal. Never changed, never deleted: together they are its
/// history.
///
/// @param revision 1 for the first decision about the proposal, and one more with every other
/// @param who decided
/// @param why in their words; may be empty except for a dismissal
/// @param at when, to the millisecond
/// @param until when a dismissal ends, so that the proposal is open again; null for never, and for
///   other actions
/// @param value whom it is assigned to, or the address of the ticket; empty takes that back, and is
///   empty for other actions
public record Decision(
    ProposalId proposal,
    long revision,
    Action action,
    String who,
    String why,
    Instant at,
    @Nullable Instant until,
    String value) {

  /// What can be decided.
  public enum Action {
    ACCEPT,
    DISMISS,
    REOPEN,
    ASSIGN,
    TICKET
  }

  public Decision {
    if (revision < 1) {
      throw new HeadroomException(
          ErrorCode.INVALID, "revision is " + revision + "; expected 1 or more");
    }
    if (who.isBlank()) {
      throw new HeadroomException(
          ErrorCode.INVALID, "who is missing; expected the name of whoever decides");
    }
    if (action == Action.DISMISS && why.isBlank()) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "why is missing; expected the reason, for those who come upon the dismissal");
    }
    if (until != null && (action != Action.DISMISS || !until.isAfter(at))) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "until '" + until + "' of " + action + "; expected it with a dismissal, after " + at);
    }
  }
}
