package dev.headroom.control;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.TimeWindow;
import dev.headroom.slo.Correction;
import dev.headroom.slo.CorrectionEffect;
import dev.headroom.slo.Evaluation;
import dev.headroom.slo.Objective;
import dev.headroom.slo.SliReader;
import dev.headroom.slo.Slo;
import dev.headroom.slo.SloName;
import dev.headroom.store.SloCatalog;
import dev.headroom.store.SloCorrections;
import dev.headroom.store.SloCorrections.Entry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Leaves time out of error budgets and takes that back, with who said so. Thread-safe.
public final class CorrectionControl {
  private static final int REASON_MOST = 500;
  private static final int WHO_MOST = 200;
  private static final Duration LONGEST = Duration.ofDays(31);

  private final SloCatalog slos;
  private final SloCorrections corrections;
  private final SliReader reader;
  private final InstantSource clock;

  public CorrectionControl(
      SloCatalog slos, SloCorrections corrections, SliReader reader, InstantSource clock) {
    this.slos = slos;
    this.corrections = corrections;
    this.reader = reader;
    this.clock = clock;
  }

  /// Leaves a stretch of time out of the budgets of an SLO.
  ///
  /// @param window at most 31 days; it may lie ahead, for maintenance that is planned
  /// @throws HeadroomException with `NOT_FOUND` for an unknown SLO and `INVALID` for anything else
  ///   that cannot be
  public Entry correct(SloName name, TimeWindow window, String reason, String who) {
    Slo slo =
        slos.current()
            .slo(name)
            .orElseThrow(
                () -> new HeadroomException(ErrorCode.NOT_FOUND, "unknown SLO '" + name + "'"));
    if (window.length().isZero() || window.length().compareTo(LONGEST) > 0) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "to '"
              + window.to()
              + "' is "
              + window.length().toMinutes()
              + " minutes after from; expected 1 minute to 31 days");
    }
    limited("reason", reason, REASON_MOST);
    limited("who", who, WHO_MOST);
    Instant now = clock.instant();
    Correction added = new Correction(window, who.strip(), reason.strip());
    CorrectionEffect effect = effect(slo, added, now);
    Entry entry =
        new Entry(
            UUID.randomUUID().toString(),
            name,
            added,
            now,
            least(effect.before()),
            least(effect.after()),
            null,
            null);
    corrections.add(entry);
    return entry;
  }

  private static void limited(String field, String text, int most) {
    if (text.isBlank() || text.length() > most) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          field + " has " + text.strip().length() + " characters; expected 1 to " + most);
    }
  }

  private CorrectionEffect effect(Slo slo, Correction added, Instant now) {
    List<Correction> existing =
        corrections.of(slo.name()).stream().filter(Entry::holds).map(Entry::correction).toList();
    Instant from = slo.period().at(now).from();
    Instant back = now.minus(slo.period().nominal());
    return CorrectionEffect.of(
        slo,
        existing,
        added,
        reader.read(
            slo.objectives().stream().map(Objective::indicator).distinct().toList(),
            new TimeWindow(from.isBefore(back) ? from : back, now)),
        now);
  }

  /// The least that is left of a budget of the SLO.
  private static @Nullable Double least(Evaluation evaluation) {
    return evaluation.objectives().stream()
        .map(objective -> objective.budget().remaining())
        .filter(Double::isFinite)
        .min(Double::compare)
        .orElse(null);
  }

  /// Takes a correction back.
  ///
  /// @throws HeadroomException with `NOT_FOUND` when the SLO has none of that id, and `CONFLICT`
  ///   when it was taken back already
  public Entry revoke(SloName name, String id, String who) {
    limited("who", who, WHO_MOST);
    Entry known =
        corrections.of(name).stream()
            .filter(entry -> entry.id().equals(id))
            .findFirst()
            .orElseThrow(() ->
                new HeadroomException(
                    ErrorCode.NOT_FOUND, "SLO '" + name + "' has no correction '" + id + "'"));
    Instant now = clock.instant();
    if (!corrections.revoke(id, who.strip(), now)) {
      throw new HeadroomException(
          ErrorCode.CONFLICT,
          "correction '" + id + "' was taken back already by " + known.revokedBy());
    }
    return corrections.of(name).stream()
        .filter(entry -> entry.id().equals(id))
        .findFirst()
        .orElse(known);
  }
}
