package dev.headroom.slo;

import dev.headroom.slo.BurnRule.Severity;
import dev.headroom.slo.RuleEvaluation.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The alert of one severity of one objective: its rules of that severity, any of which starts it.
/// An immutable state, which can be stored and stepped on after a restart.
///
/// Starting is harder than going on, so that it does not flap: a rule must *fire* to start it and
/// only *hold* (both windows burn) to keep it; it ends when none has held for [#QUIET]. While none
/// holds and one cannot tell (too few minutes known) it is frozen, and when that goes on for a
/// whole period without an event, it ends. A rule that is downgraded to ticket no longer starts a
/// page, but keeps one that is going on.
///
/// @param state see [State]
/// @param since when that state began
/// @param startsAt when the condition began to hold; null while inactive
/// @param firedAt when it fired; null before
/// @param endsAt when it was resolved; null before
/// @param clearSince since when no rule holds; null while one does
/// @param pendingSince since when rules fire, by name
/// @param rule which made it fire; empty before
public record BurnAlert(
    SloName slo,
    String objective,
    Severity severity,
    State state,
    Instant since,
    @Nullable Instant startsAt,
    @Nullable Instant firedAt,
    @Nullable Instant endsAt,
    @Nullable Instant clearSince,
    Map<String, Instant> pendingSince,
    String rule) {

  /// Where it stands.
  public enum State {
    INACTIVE,
    /// A rule fires, but not yet for as long as it asks.
    PENDING,
    FIRING,
    /// It fired, no rule holds, and one cannot tell.
    FROZEN,
    /// It fired and ended; stays so until it begins anew.
    RESOLVED
  }

  /// How long all rules must be quiet before it ends.
  public static final Duration QUIET = Duration.ofMinutes(5);

  public BurnAlert {
    pendingSince = Collections.unmodifiableMap(new TreeMap<>(pendingSince));
  }

  /// One that never fired.
  public static BurnAlert inactive(
      SloName slo, String objective, Severity severity, Instant since) {
    return new BurnAlert(
        slo, objective, severity, State.INACTIVE, since, null, null, null, null, Map.of(), "");
  }

  /// Unique among all alerts of budgets, and the same from pending to resolved.
  public String id() {
    return slo
        + "/"
        + objective
        + "/"
        + severity.name().toLowerCase(java.util.Locale.ROOT)
        + "@"
        + (startsAt == null ? since : startsAt);
  }

  /// Whether it fired and has not ended.
  public boolean active() {
    return state == State.FIRING || state == State.FROZEN;
  }

  /// What becomes of it by an evaluation of its objective; itself when nothing changed.
  public BurnAlert step(ObjectiveEvaluation evaluation, Instant now) {
    List<RuleEvaluation> votes = evaluation.rules().stream().filter(this::counts).toList();
    return active() ? goOn(votes, evaluation.budget(), now) : begin(votes, now);
  }

  private boolean counts(RuleEvaluation each) {
    return each.severity() == severity || (active() && each.rule().severity() == severity);
  }

  private BurnAlert begin(List<RuleEvaluation> votes, Instant now) {
    Map<String, Instant> pending = new TreeMap<>();
    String ready = "";
    for (RuleEvaluation each : votes) {
      String name = each.rule().name();
      Instant from = pendingSince.get(name);
      if (each.outcome() == Outcome.FIRES) {
        from = from == null ? now : from;
        pending.put(name, from);
        if (ready.isEmpty() && !from.plus(each.rule().pending()).isAfter(now)) {
          ready = name;
        }
      } else if (each.outcome() == Outcome.UNKNOWN && from != null) {
        pending.put(name, from);
      }
    }
    if (!ready.isEmpty()) {
      Instant from = Collections.min(pending.values());
      return new BurnAlert(
          slo, objective, severity, State.FIRING, now, from, now, null, null, Map.of(), ready);
    }
    if (!pending.isEmpty()) {
      return pending.equals(pendingSince) ? this : pending(pending, now);
    }
    return state == State.PENDING ? inactive(slo, objective, severity, now) : this;
  }

  private BurnAlert pending(Map<String, Instant> pending, Instant now) {
    return new BurnAlert(
        slo,
        objective,
        severity,
        State.PENDING,
        state == State.PENDING ? since : now,
        Collections.min(pending.values()),
        null,
        null,
        null,
        pending,
        "");
  }

  private BurnAlert goOn(List<RuleEvaluation> votes, Budget budget, Instant now) {
    boolean holds = false;
    boolean unknown = false;
    for (RuleEvaluation each : votes) {
      holds |= each.outcome() == Outcome.FIRES || each.outcome() == Outcome.HOLDS;
      unknown |= each.outcome() == Outcome.UNKNOWN;
    }
    if (holds) {
      return to(State.FIRING, null, now);
    }
    if (unknown) {
      return to(isSilent(budget, now) ? State.RESOLVED : State.FROZEN, null, now);
    }
    Instant clear = clearSince == null ? now : clearSince;
    boolean unheard = votes.stream().allMatch(each -> each.longWindow().total() == 0);
    State lasting = state == State.FROZEN && unheard ? State.FROZEN : State.FIRING;
    return to(clear.plus(QUIET).isAfter(now) ? lasting : State.RESOLVED, clear, now);
  }

  /// Whether nothing was heard for a whole period. The time it is frozen counts too, since a period
  /// of the calendar may have just begun.
  private boolean isSilent(Budget budget, Instant now) {
    Duration period = Duration.between(budget.period().from(), budget.period().to());
    return state == State.FROZEN && budget.total() == 0 && !since.plus(period).isAfter(now);
  }

  private BurnAlert to(State next, @Nullable Instant clear, Instant now) {
    if (next == state && java.util.Objects.equals(clear, clearSince)) {
      return this;
    }
    return new BurnAlert(
        slo,
        objective,
        severity,
        next,
        next == state ? since : now,
        startsAt,
        firedAt,
        next == State.RESOLVED ? now : null,
        clear,
        Map.of(),
        rule);
  }
}
