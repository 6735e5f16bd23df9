package dev.headroom.engine.slo;

import dev.headroom.base.TimeWindow;
import dev.headroom.engine.slo.CauseFinder.Cause;
import dev.headroom.engine.slo.CauseFinder.Symptom;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.SliSpec;
import dev.headroom.signal.NodeId;
import dev.headroom.slo.BurnAlert;
import dev.headroom.slo.BurnRule.Severity;
import dev.headroom.slo.Indicator;
import dev.headroom.slo.Objective;
import dev.headroom.slo.Slo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts the alerts that last under one lead for each cause, so that one cause makes one page. What
/// it decided is remembered: a lead stays the lead, whatever is found out later, because it was
/// told; and where nothing is known any more, what was known last holds.
///
/// Not thread-safe.
final class BurnCauses {
  /// How far back it is looked for what is bad now.
  private static final Duration TROUBLED = Duration.ofMinutes(15);

  /// How long the time before the trouble is that it is compared with.
  private static final Duration EARLIER = Duration.ofHours(1);

  private final RollupReader rollups;
  private Map<String, Placed> memory;

  /// An alert that fires or is frozen.
  record Lasting(Slo slo, BurnAlert alert) {}

  /// A lead whose own budget burns no more.
  record Calm(String id, Severity severity) {}

  /// What was decided.
  ///
  /// @param placed by the id of the alert; also those that ended just now, as they were last
  /// @param remembered those of them that last
  /// @param held ids of the calm leads that have to last on, because what is told under them does
  record Placing(Map<String, Placed> placed, Map<String, Placed> remembered, Set<String> held) {

    Placed of(String id) {
      return placed.getOrDefault(id, Placed.UNKNOWN);
    }
  }

  /// @param remembered what the last placing before a restart was; empty at first
  BurnCauses(RollupReader rollups, Map<String, Placed> remembered) {
    this.rollups = rollups;
    this.memory = Map.copyOf(remembered);
  }

  Placing place(List<Lasting> lasting, List<Calm> calm, Instant now) {
    PlacingRound round = new PlacingRound(memory, now);
    List<Felt> felt = lasting.isEmpty() ? List.of() : felt(lasting, now);
    calm.forEach(each -> round.hold(each, felt));
    felt.stream().sorted(PlacingRound.ORDER).forEach(round::place);
    Map<String, Placed> all = new HashMap<>(memory);
    all.putAll(round.placed());
    memory = Map.copyOf(round.placed());
    return new Placing(all, memory, round.held());
  }

  static Instant begin(BurnAlert alert) {
    Instant begin = alert.startsAt();
    return begin == null ? alert.since() : begin;
  }

  private List<Felt> felt(List<Lasting> lasting, Instant now) {
    Instant first =
        lasting.stream().map(each -> begin(each.alert())).min(Instant::compareTo).orElse(now);
    Instant trouble = first.isBefore(now.minus(TROUBLED)) ? first : now.minus(TROUBLED);
    CauseFinder finder =
        new CauseFinder(
            rollups, TimeWindow.endingAt(now, TROUBLED), TimeWindow.endingAt(trouble, EARLIER));
    List<Felt> felt = new ArrayList<>();
    for (Lasting each : lasting) {
      Placed before = memory.get(each.alert().id());
      felt.add(new Felt(each.slo(), each.alert(), cause(each, before, finder), before));
    }
    return felt;
  }

  private static @Nullable Cause cause(
      Lasting lasting, @Nullable Placed before, CauseFinder finder) {
    Cause last = before == null ? null : before.cause();
    Symptom symptom = symptom(lasting);
    if (symptom == null || (last != null && lasting.alert().state() == BurnAlert.State.FROZEN)) {
      return last;
    }
    Cause found = finder.find(symptom);
    return found == null ? last : found;
  }

  private static @Nullable Symptom symptom(Lasting lasting) {
    for (Objective objective : lasting.slo().objectives()) {
      if (objective.name().equals(lasting.alert().objective())
          && objective.indicator() instanceof Indicator.Counted(SliSpec spec)) {
        return new Symptom(
            spec.service(), spec.operation(), spec.callee(), spec.bad() instanceof SliSpec.Slower);
      }
    }
    return null;
  }

  /// An alert with where it comes from now.
  ///
  /// @param before how it was placed last; null for one that begins to fire
  record Felt(Slo slo, BurnAlert alert, @Nullable Cause cause, @Nullable Placed before) {
    String id() {
      return alert.id();
    }

    NodeId node() {
      return cause == null ? NodeId.service(slo.service()) : cause.node();
    }

    boolean aboutCause() {
      return NodeId.service(slo.service()).equals(node());
    }

    boolean frozen() {
      return alert.state() == BurnAlert.State.FROZEN;
    }
  }
}
