package dev.headroom.plan;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a proposal stands by what was decided about it.
///
/// @param revision of the last decision; 0 when there is none. Who decides names the revision they
///   have seen, so that nobody decides over another's head.
/// @param assignee who does it; empty when nobody was named
/// @param ticket its address; empty when none was linked
/// @param last the decision that set the state; null when none did
/// @param history all decisions, oldest first
public record Standing(
    State state,
    long revision,
    String assignee,
    String ticket,
    @Nullable Decision last,
    List<Decision> history) {
  /// Nothing was decided.
  public static final Standing OPEN = new Standing(State.OPEN, 0, "", "", null, List.of());

  /// Whether it is to be done.
  public enum State {
    OPEN,
    ACCEPTED,
    DISMISSED
  }

  public Standing {
    history = List.copyOf(history);
  }

  /// @param history all decisions about one proposal, oldest first
  /// @param now a dismissal that ended is over
  public static Standing of(List<Decision> history, Instant now) {
    State state = State.OPEN;
    String assignee = "";
    String ticket = "";
    @Nullable Decision last = null;
    for (Decision each : history) {
      switch (each.action()) {
        case ACCEPT -> state = State.ACCEPTED;
        case DISMISS -> state = State.DISMISSED;
        case REOPEN -> state = State.OPEN;
        case ASSIGN -> assignee = each.value();
        case TICKET -> ticket = each.value();
      }
      switch (each.action()) {
        case ACCEPT, DISMISS, REOPEN -> last = each;
        case ASSIGN, TICKET -> {}
      }
    }
    if (state == State.DISMISSED
        && last != null
        && last.until() != null
        && !last.until().isAfter(now)) {
      state = State.OPEN;
    }
    return new Standing(
        state,
        history.isEmpty() ? 0 : history.getLast().revision(),
        assignee,
        ticket,
        last,
        history);
  }
}
