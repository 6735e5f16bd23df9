package dev.headroom.store.memory;

import dev.headroom.base.Resolution;
import dev.headroom.store.TelemetryStore.KeptLate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The UTC days that one part of the store has data of, and how long each stays. Not thread-safe.
final class StoredDays {
  private static final long FRESH = -1;
  private static final long ORDINARY = 0;

  private final String part;
  private final Duration kept;
  private final Map<Long, Long> keptUntil = new TreeMap<>();

  StoredDays(String part, Duration kept) {
    this.part = part;
    this.kept = kept;
  }

  /// Data of that second came in.
  void arrived(long epochSecond) {
    keptUntil.merge(
        Resolution.DAY.floor(epochSecond),
        FRESH,
        (before, fresh) -> before == ORDINARY ? before : fresh);
  }

  /// The days to be dropped now (seconds since the epoch), which are forgotten. Days that came
  /// since the last call and are too old already stay for the whole retention.
  List<Long> leaving(Instant now) {
    long border = Resolution.DAY.floor(now.minus(kept).getEpochSecond());
    List<Long> leaving = new ArrayList<>();
    keptUntil.replaceAll((day, until) -> {
      boolean old = day < border;
      if (until == FRESH) {
        return old ? now.plus(kept).getEpochSecond() : ORDINARY;
      }
      if (old && until <= now.getEpochSecond()) {
        leaving.add(day);
      }
      return until;
    });
    leaving.forEach(keptUntil::remove);
    return leaving;
  }

  /// What stays although it is old; empty or one.
  Stream<KeptLate> keptLate() {
    return keptUntil.entrySet().stream()
        .filter(day -> day.getValue() > 0)
        .map(day ->
            new KeptLate(
                part,
                Instant.ofEpochSecond(day.getKey()),
                Instant.ofEpochSecond(day.getKey() + Resolution.DAY.seconds()),
                Instant.ofEpochSecond(day.getValue())))
        .reduce(KeptLate::and)
        .stream();
  }
}
