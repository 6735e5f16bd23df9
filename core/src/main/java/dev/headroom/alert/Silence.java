package dev.headroom.alert;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.time.Instant;
import java.util.List;

/// A stretch of time in which alerts that fit are kept and shown but not told.
///
/// @param id unique
/// @param matchers all of which must fit
/// @param from first instant inside
/// @param to first instant after it
/// @param who made it
/// @param why it was made
/// @param changedAt when it was made or changed
/// @param origin the name of the Alertmanager target that it was read from; empty when it was made
///   here
public record Silence(
    String id,
    List<Matcher> matchers,
    Instant from,
    Instant to,
    String who,
    String why,
    Instant changedAt,
    String origin) {
  private static final int MAX_MATCHERS = 32;

  public Silence {
    matchers = List.copyOf(matchers);
    if (id.isBlank()) {
      throw new HeadroomException(ErrorCode.INVALID, "id of a silence is blank; expected a text");
    }
    if (matchers.isEmpty() || matchers.size() > MAX_MATCHERS) {
      throw new HeadroomException(
          ErrorCode.INVALID, "matchers are " + matchers.size() + "; expected 1 to " + MAX_MATCHERS);
    }
    if (matchers.stream().allMatch(matcher -> matcher.matches(""))) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "matchers '"
              + matchers
              + "' fit every alert; expected at least one that does not fit an empty label");
    }
    if (!from.isBefore(to)) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "to '" + to + "' is not after from '" + from + "'; expected from < to");
    }
  }

  /// Whether it holds at that moment.
  public boolean active(Instant now) {
    return !now.isBefore(from) && now.isBefore(to);
  }

  /// Whether it holds at that moment for that alert.
  public boolean mutes(Alert alert, Instant now) {
    return active(now) && matchers.stream().allMatch(matcher -> matcher.matches(alert.labels()));
  }

  /// Whether it was made here.
  public boolean own() {
    return origin.isEmpty();
  }

  /// The same silence with another end.
  public Silence until(Instant end, Instant now) {
    Instant start = from.isBefore(end) ? from : end.minusMillis(1);
    return new Silence(id, matchers, start, end, who, why, now, origin);
  }
}
