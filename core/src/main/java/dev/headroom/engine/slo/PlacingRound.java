package dev.headroom.engine.slo;

import dev.headroom.engine.slo.BurnCauses.Calm;
import dev.headroom.engine.slo.BurnCauses.Felt;
import dev.headroom.signal.NodeId;
import dev.headroom.slo.BurnRule;
import dev.headroom.slo.BurnRule.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Places the alerts of one evaluation, from those that are most likely to lead on.
///
/// - What leads goes on to lead. Only a page takes over from a ticket: nobody was woken yet.
/// - What nests stays where it is while its lead lasts, unless its cause has come to be another one
///   that has a lead of its own.
/// - What begins nests under the lead of its cause, if there is one that is no less severe.
/// - A lead lasts until all have ended that are told under it, share its cause, and are no less
///   severe, so nobody has to be told of the same cause again.
/// - A ticket that stays behind when its lead has ended is told once the longest short window of
///   its rules has passed since: before, it may be about the past alone.
/// - What is frozen stays where it is.
final class PlacingRound {
  /// The worst, then those that lead, then those that nest, then those that are about the cause
  /// itself, then the oldest.
  static final Comparator<Felt> ORDER =
      Comparator.<Felt, Severity>comparing(felt -> felt.alert().severity())
          .thenComparingInt(PlacingRound::rank)
          .thenComparing(felt -> !felt.aboutCause())
          .thenComparing(felt -> BurnCauses.begin(felt.alert()))
          .thenComparing(Felt::id);

  private final Map<String, Placed> before;
  private final Instant now;
  private final Map<String, Lead> leads = new LinkedHashMap<>();
  private final Map<String, Placed> placed = new HashMap<>();
  private final Set<String> held = new LinkedHashSet<>();

  private record Lead(String id, Severity severity, Set<NodeId> standsFor) {}

  /// @param before how alerts were placed last, by id
  PlacingRound(Map<String, Placed> before, Instant now) {
    this.before = before;
    this.now = now;
  }

  private static int rank(Felt felt) {
    Placed before = felt.before();
    if (before == null) {
      return 2;
    }
    return before.lead() == null ? 0 : 1;
  }

  /// Those that last, by id.
  Map<String, Placed> placed() {
    return placed;
  }

  /// Ids of leads that last for the sake of others alone.
  Set<String> held() {
    return held;
  }

  /// Has a lead last on if it must. To be called before anything is placed.
  void hold(Calm calm, List<Felt> all) {
    Placed of = before.get(calm.id());
    if (of != null
        && of.lead() == null
        && all.stream().anyMatch(felt -> holds(felt, calm, of.standsFor()))) {
      held.add(calm.id());
      placed.put(calm.id(), of);
      leads.put(calm.id(), new Lead(calm.id(), calm.severity(), of.standsFor()));
    }
  }

  private static boolean holds(Felt felt, Calm calm, Set<NodeId> standsFor) {
    Placed of = felt.before();
    return of != null
        && calm.id().equals(of.lead())
        && felt.alert().severity().compareTo(calm.severity()) <= 0
        && (felt.frozen() || standsFor.contains(felt.node()));
  }

  /// To be called in [#ORDER].
  void place(Felt felt) {
    Placed of = felt.before();
    if (of == null) {
      begin(felt);
    } else if (of.lead() == null) {
      Lead worse = felt.frozen() ? null : lead(felt);
      if (worse != null && worse.severity().compareTo(felt.alert().severity()) < 0) {
        under(felt, worse.id(), null);
      } else {
        lead(felt, of.toldFor());
      }
    } else {
      stay(felt, of, of.lead());
    }
  }

  private void begin(Felt felt) {
    Lead lead = lead(felt);
    if (lead == null) {
      lead(felt, null);
    } else {
      under(felt, lead.id(), null);
    }
  }

  private void stay(Felt felt, Placed of, String under) {
    Lead root = root(under);
    Lead own = felt.frozen() ? null : lead(felt);
    if (root != null) {
      Lead lead = own == null || root.standsFor().contains(felt.node()) ? root : own;
      under(felt, lead.id(), null);
      return;
    }
    Instant alone = of.alone() == null ? now : of.alone();
    if (own == null && (felt.frozen() || now.isBefore(alone.plus(patience(felt))))) {
      under(felt, under, alone);
    } else {
      begin(felt);
    }
  }

  /// The lead of that id, or the one that took over from it; null when it is over.
  private @Nullable Lead root(String id) {
    Placed of = placed.get(id);
    String root = of != null && of.lead() != null ? of.lead() : id;
    return leads.get(root);
  }

  /// How long it is not told by itself after its lead has ended.
  private static Duration patience(Felt felt) {
    if (felt.alert().severity() == Severity.PAGE) {
      return Duration.ZERO;
    }
    return felt.slo().rules().stream()
        .filter(rule -> rule.severity() == Severity.TICKET)
        .map(BurnRule::shortWindow)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /// The lead of its cause that is no less severe; null when there is none.
  private @Nullable Lead lead(Felt felt) {
    for (Lead each : leads.values()) {
      if (each.standsFor().contains(felt.node())
          && each.severity().compareTo(felt.alert().severity()) <= 0) {
        return each;
      }
    }
    return null;
  }

  private void lead(Felt felt, @Nullable NodeId toldFor) {
    NodeId first = toldFor != null || felt.cause() == null ? toldFor : felt.node();
    Placed of = new Placed(felt.cause(), first, null, null);
    Set<NodeId> standsFor = new LinkedHashSet<>(of.standsFor());
    standsFor.add(felt.node());
    placed.put(felt.id(), of);
    leads.put(felt.id(), new Lead(felt.id(), felt.alert().severity(), standsFor));
  }

  private void under(Felt felt, String lead, @Nullable Instant alone) {
    placed.put(felt.id(), new Placed(felt.cause(), null, lead, alone));
  }
}
