package dev.headroom.finding;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The life of a finding: since when it has been claimed, and whether it still is. Immutable.
///
/// A finding that one run does not make again is still open; only [#MISSES] runs in a row that had
/// data to tell, and found nothing, end it. So nothing flickers.
///
/// @param finding as it was made last
/// @param firstSeen when it was made first, ever
/// @param lastSeen when it was made last
/// @param goneSince when it ended; null while it is open
/// @param misses how many runs in a row, with data to tell, did not make it
/// @param reopened how often it came back after it had ended
/// @param history how it developed, oldest first, the last one of every hour, at most [#HISTORY]
public record FindingRecord(
    Finding finding,
    Instant firstSeen,
    Instant lastSeen,
    @Nullable Instant goneSince,
    int misses,
    int reopened,
    List<Sighting> history) {
  /// How many runs in a row have to miss a finding before it counts as gone.
  public static final int MISSES = 3;

  /// How many sightings are kept: a week of hours.
  public static final int HISTORY = 168;

  private static final long HOUR_SECONDS = Duration.ofHours(1).toSeconds();

  public FindingRecord {
    if (lastSeen.isBefore(firstSeen)) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "finding '"
              + finding.fingerprint()
              + "' was last seen at "
              + lastSeen
              + "; expected not before it was first seen, "
              + firstSeen);
    }
    history = List.copyOf(history);
  }

  /// Where a finding stands.
  public enum State {
    OPEN,
    GONE
  }

  /// What a finding was like at one time.
  ///
  /// @param nanosPerRequest what the route that pays most pays; NaN when unknown
  /// @param perSecond as in [Impact]
  public record Sighting(
      Instant at, Severity severity, double confidence, double nanosPerRequest, double perSecond) {

    static Sighting of(Finding finding, Instant at) {
      double dearest =
          finding.impact().routes().stream()
              .mapToDouble(Impact.OnRoute::nanosPerRequest)
              .filter(nanos -> !Double.isNaN(nanos))
              .max()
              .orElse(Double.NaN);
      return new Sighting(
          at, finding.severity(), finding.confidence(), dearest, finding.impact().perSecond());
    }
  }

  /// The record of a finding that was never made before.
  public static FindingRecord first(Finding finding, Instant at) {
    return new FindingRecord(finding, at, at, null, 0, 0, List.of(Sighting.of(finding, at)));
  }

  /// It was made again.
  public FindingRecord seen(Finding again, Instant at) {
    boolean back = goneSince != null;
    return new FindingRecord(
        again, firstSeen, at, null, 0, reopened + (back ? 1 : 0), grown(Sighting.of(again, at)));
  }

  private List<Sighting> grown(Sighting next) {
    List<Sighting> all = new ArrayList<>(history);
    if (!all.isEmpty() && hour(all.getLast().at()) == hour(next.at())) {
      all.removeLast();
    }
    all.add(next);
    return all.subList(Math.max(0, all.size() - HISTORY), all.size());
  }

  private static long hour(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), HOUR_SECONDS);
  }

  /// A run that could have made it did not.
  public FindingRecord missed(Instant at) {
    int now = Math.min(misses + 1, MISSES);
    Instant gone = goneSince != null ? goneSince : now < MISSES ? null : at;
    return new FindingRecord(finding, firstSeen, lastSeen, gone, now, reopened, history);
  }

  public Fingerprint fingerprint() {
    return finding.fingerprint();
  }

  public State state() {
    return goneSince == null ? State.OPEN : State.GONE;
  }

  public boolean open() {
    return goneSince == null;
  }
}
