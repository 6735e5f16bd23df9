package dev.headroom.alert;

import java.time.Instant;

/// A change of an alert that a target is to be told: an entry of the outbox.
///
/// @param sequence in the order in which they are to be told; 0 for one that was not kept yet
/// @param target its name
/// @param alert as it was at the change
/// @param createdAt when the change was kept
/// @param attempts so far, all in vain
/// @param nextAttempt not before
/// @param lastError why the last attempt failed; empty before the first
/// @param state how it stands
public record Notice(
    long sequence,
    String target,
    Alert alert,
    Instant createdAt,
    int attempts,
    Instant nextAttempt,
    String lastError,
    State state) {

  /// How a notice stands. One that was told is no longer there.
  public enum State {
    WAITING,
    /// Many attempts failed; it is still tried.
    FAILING,
    /// Too old; it was never told and never will be.
    DROPPED
  }

  /// A new one, to be told at once.
  public static Notice of(String target, Alert alert, Instant now) {
    return new Notice(0, target, alert, now, 0, now, "", State.WAITING);
  }
}
