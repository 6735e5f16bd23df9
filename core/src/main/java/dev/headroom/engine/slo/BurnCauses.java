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
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts the alerts that last under one lead for each cause, so that one cause makes one page.
final class BurnCauses {
  /// How far back it is looked for what is bad now.
  private static final Duration TROUBLED = Duration.ofMinutes(15);

  /// How long the time before the trouble is that it is compared with.
  private static final Duration EARLIER = Duration.ofHours(1);

  /// The lead is the worst, then the one that is about the cause itself, then the oldest.
  private static final Comparator<Felt> LEADS =
      Comparator.<Felt, Severity>comparing(felt -> felt.alert.severity())
          .thenComparing(felt -> !felt.aboutCause())
          .thenComparing(felt -> begin(felt.alert))
          .thenComparing(felt -> felt.alert.id());

  private final RollupReader rollups;

  /// An alert that lasts.
  record Lasting(Slo slo, BurnAlert alert) {}

  /// @param cause null when nothing is known about where it comes from
  /// @param lead id of the alert under which it is told; null when it is told by itself
  record Placed(@Nullable Cause cause, @Nullable String lead) {}

  private record Felt(Slo slo, BurnAlert alert, @Nullable Cause cause) {
    NodeId node() {
      return cause == null ? NodeId.service(slo.service()) : cause.node();
    }

    boolean aboutCause() {
      return NodeId.service(slo.service()).equals(node());
    }
  }

  BurnCauses(RollupReader rollups) {
    this.rollups = rollups;
  }

  private static Instant begin(BurnAlert alert) {
    Instant begin = alert.startsAt();
    return begin == null ? alert.since() : begin;
  }

  /// Places alerts that fire or are frozen; by their ids.
  Map<String, Placed> place(List<Lasting> lasting, Instant now) {
    Map<String, Placed> placed = new HashMap<>();
    if (lasting.isEmpty()) {
      return placed;
    }
    Map<NodeId, List<Felt>> byCause = new LinkedHashMap<>();
    for (Felt felt : felt(lasting, now)) {
      byCause.computeIfAbsent(felt.node(), _ -> new ArrayList<>()).add(felt);
    }
    byCause
        .values()
        .forEach(group -> {
          group.sort(LEADS);
          String lead = group.getFirst().alert.id();
          for (Felt felt : group) {
            String id = felt.alert.id();
            placed.put(id, new Placed(felt.cause, id.equals(lead) ? null : lead));
          }
        });
    return placed;
  }

  private List<Felt> felt(List<Lasting> lasting, Instant now) {
    Instant first =
        lasting.stream()
            .map(each -> begin(each.alert()))
            .min(Comparator.naturalOrder())
            .orElse(now);
    Instant trouble = first.isBefore(now.minus(TROUBLED)) ? first : now.minus(TROUBLED);
    CauseFinder finder =
        new CauseFinder(
            rollups, TimeWindow.endingAt(now, TROUBLED), TimeWindow.endingAt(trouble, EARLIER));
    List<Felt> felt = new ArrayList<>();
    for (Lasting each : lasting) {
      Symptom symptom = symptom(each);
      felt.add(new Felt(each.slo(), each.alert(), symptom == null ? null : finder.find(symptom)));
    }
    return felt;
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
}
