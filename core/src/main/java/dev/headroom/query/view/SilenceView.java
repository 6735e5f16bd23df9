package dev.headroom.query.view;

import dev.headroom.alert.Matcher;
import dev.headroom.alert.Silence;
import java.time.Instant;
import java.util.List;

/// One silence.
///
/// @param state where it stands now
/// @param origin the Alertmanager target that it was read from; empty when it was made here
/// @param muting how many alerts that last it mutes
public record SilenceView(
    String id,
    State state,
    List<String> matchers,
    Instant from,
    Instant to,
    String who,
    String why,
    Instant changedAt,
    String origin,
    int muting) {

  /// Where a silence stands.
  public enum State {
    WAITING,
    ACTIVE,
    OVER
  }

  public static SilenceView of(Silence silence, Instant now, int muting) {
    State state =
        now.isBefore(silence.from())
            ? State.WAITING
            : silence.active(now) ? State.ACTIVE : State.OVER;
    return new SilenceView(
        silence.id(),
        state,
        silence.matchers().stream().map(Matcher::toString).toList(),
        silence.from(),
        silence.to(),
        silence.who(),
        silence.why(),
        silence.changedAt(),
        silence.origin(),
        muting);
  }
}
