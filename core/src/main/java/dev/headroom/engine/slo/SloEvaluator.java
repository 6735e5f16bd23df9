package dev.headroom.engine.slo;

import dev.headroom.alert.Alert;
import dev.headroom.alert.KeptAlert;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.control.AlertControl;
import dev.headroom.control.AlertControl.Judged;
import dev.headroom.engine.slo.BurnAlertBytes.Remembered;
import dev.headroom.engine.slo.BurnCauses.Calm;
import dev.headroom.engine.slo.BurnCauses.Lasting;
import dev.headroom.engine.slo.BurnCauses.Placing;
import dev.headroom.query.DiagnosisSearch;
import dev.headroom.query.SloStates;
import dev.headroom.query.view.DiagnosisView;
import dev.headroom.rollup.RollupReader;
import dev.headroom.slo.BudgetPoint;
import dev.headroom.slo.BurnAlert;
import dev.headroom.slo.BurnAlerts;
import dev.headroom.slo.BurnRule;
import dev.headroom.slo.Correction;
import dev.headroom.slo.Evaluation;
import dev.headroom.slo.Indicator;
import dev.headroom.slo.Objective;
import dev.headroom.slo.ObjectiveEvaluation;
import dev.headroom.slo.SliReader;
import dev.headroom.slo.SliSeries;
import dev.headroom.slo.Slo;
import dev.headroom.slo.SloName;
import dev.headroom.slo.SloTracker;
import dev.headroom.store.AlertStore;
import dev.headroom.store.SloCatalog;
import dev.headroom.store.SloCorrections;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Evaluates all objectives once a minute: reads what was counted, works out budgets and burn
/// rules, steps the alerts, puts them under one lead for each cause, and hands them over.
///
/// Minutes are evaluated [#BEHIND] after their end, because traces and exporters are late. What is
/// later still is counted when it was: the last [#AGAIN] are read anew every minute, the last
/// [#FURTHER] every quarter of an hour, and the whole period when an SLO is new or changed and
/// every six hours.
///
/// Thread-safe: evaluations take turns; questions wait for no reading of what was counted.
public final class SloEvaluator implements SloStates {
  /// The name under which the alerts' state is kept.
  public static final String MACHINE = "slo-burn";

  static final Duration BEHIND = Duration.ofSeconds(60);
  private static final Duration AGAIN = Duration.ofMinutes(5);
  private static final Duration FURTHER = Duration.ofHours(3);
  private static final long FURTHER_EVERY_MINUTES = 15;
  private static final long WHOLE_EVERY_MINUTES = 360;

  /// A period of minutes of one indicator takes a megabyte.
  private static final int WHOLE_AT_ONCE = 16;

  private final Parts parts;
  private final BurnAlerts alerts;
  private final BurnCauses causes;
  private final BurnAlertText text;
  private final BurnDiagnosis diagnosis;
  private final Map<SloName, Watched> watched = new ConcurrentHashMap<>();
  private final Object turn = new Object();
  private volatile long minute = Long.MIN_VALUE;
  private List<Slo> known = List.of();
  private List<SloCorrections.Entry> corrections = List.of();

  /// What it is put together from.
  ///
  /// @param owner name of a service's owner; empty for none
  /// @param pages address of the pages, for links; empty when not known
  /// @param diagnosis finds the probable cause of a burn
  public record Parts(
      SloCatalog slos,
      SloCorrections corrections,
      SliReader reader,
      RollupReader rollups,
      AlertControl alerts,
      AlertStore kept,
      Function<ServiceName, String> owner,
      Supplier<String> pages,
      Function<DiagnosisSearch, DiagnosisView> diagnosis) {}

  private static final class Watched {
    private final Slo slo;
    private final List<Correction> corrections;
    private final Map<Indicator, Counting> counting = new HashMap<>();
    private SloTracker tracker;
    private @Nullable Evaluation evaluation;
    private boolean whole;

    Watched(Slo slo, List<Correction> corrections) {
      this.slo = slo;
      this.corrections = corrections;
      this.tracker = new SloTracker(slo, corrections);
    }

    /// How far back the period and the longest window reach.
    Instant earliest(Instant now) {
      Duration longest =
          slo.rules().stream()
              .map(BurnRule::longWindow)
              .max(Duration::compareTo)
              .orElse(Duration.ofHours(6));
      Instant window = now.minus(longest).minus(Duration.ofHours(1));
      Instant period =
          slo.period().at(now).from().isBefore(now.minus(slo.period().nominal()))
              ? slo.period().at(now).from()
              : now.minus(slo.period().nominal());
      return period.isBefore(window) ? period : window;
    }

    void take(Map<Indicator, SliSeries> series) {
      tracker.replace(series);
      for (Objective objective : slo.objectives()) {
        SliSeries of = series.get(objective.indicator());
        if (of != null) {
          counting.merge(objective.indicator(), counting(of), Watched::both);
        }
      }
    }

    private static Counting counting(SliSeries series) {
      return new Counting(
          series.exactFrom() > series.firstMinute()
              ? Instant.ofEpochSecond(series.exactFrom() * 60)
              : null,
          series.samplingUnknown());
    }

    private static Counting both(Counting a, Counting b) {
      Instant until = a.estimatedUntil() == null ? b.estimatedUntil() : a.estimatedUntil();
      return new Counting(until, a.samplingUnknown() || b.samplingUnknown());
    }
  }

  public SloEvaluator(Parts parts) {
    this.parts = parts;
    Remembered remembered =
        parts.kept().machine(MACHINE).map(BurnAlertBytes::read).orElse(Remembered.NOTHING);
    alerts = new BurnAlerts(remembered.alerts());
    causes = new BurnCauses(parts.rollups(), placed(remembered, parts.kept()));
    text = new BurnAlertText(parts.pages());
    diagnosis = new BurnDiagnosis(parts.diagnosis(), parts.pages());
  }

  /// How alerts are placed; of those of which nothing is remembered at least the lead is kept.
  private static Map<String, Placed> placed(Remembered remembered, AlertStore kept) {
    Map<String, Placed> placed = new HashMap<>(remembered.placed());
    for (KeptAlert each : kept.active()) {
      if (isBurn(each.alert()) && each.alert().active()) {
        placed.putIfAbsent(each.alert().id(), new Placed(null, null, each.alert().lead(), null));
      }
    }
    return placed;
  }

  private static boolean isBurn(Alert alert) {
    return alert.source() == Alert.Source.HEADROOM
        && alert.label("alertname").equals(BurnAlertText.NAME);
  }

  /// Evaluates the last minute that is complete at `now`, unless that was done already with the
  /// same SLOs and corrections.
  ///
  /// @return whether something was evaluated
  public boolean evaluate(Instant now) {
    synchronized (turn) {
      long end = Math.max(minute, Math.floorDiv(now.minus(BEHIND).getEpochSecond(), 60L));
      List<Slo> slos = parts.slos().current().slos();
      List<SloCorrections.Entry> corrected = parts.corrections().all();
      if (end <= minute && slos.equals(known) && corrected.equals(corrections)) {
        return false;
      }
      Instant asOf = Instant.ofEpochSecond(end * 60);
      follow(asOf, slos, corrected);
      readWhole(asOf);
      readRecent(asOf, end);
      hand(asOf, step(asOf, end));
      known = slos;
      corrections = corrected;
      return true;
    }
  }

  /// Takes up new and changed SLOs and lets go of those that are no more.
  private synchronized void follow(
      Instant asOf, List<Slo> current, List<SloCorrections.Entry> corrected) {
    Map<SloName, List<Correction>> holding = new HashMap<>();
    for (SloCorrections.Entry entry : corrected) {
      if (entry.holds()) {
        holding.computeIfAbsent(entry.slo(), _ -> new ArrayList<>()).add(entry.correction());
      }
    }
    Set<SloName> names = new LinkedHashSet<>();
    boolean again =
        minute != Long.MIN_VALUE && asOf.getEpochSecond() / 60 % WHOLE_EVERY_MINUTES == 0;
    for (Slo slo : current) {
      names.add(slo.name());
      List<Correction> left = holding.getOrDefault(slo.name(), List.of());
      Watched known = watched.get(slo.name());
      if (known == null || again || !known.slo.equals(slo) || !known.corrections.equals(left)) {
        watched.put(slo.name(), new Watched(slo, left));
      }
    }
    watched.keySet().retainAll(names);
    alerts.all().stream()
        .map(BurnAlert::slo)
        .distinct()
        .filter(name -> !names.contains(name))
        .forEach(alerts::forget);
  }

  private void readWhole(Instant asOf) {
    List<Watched> fresh = watched.values().stream().filter(each -> !each.whole).toList();
    for (int from = 0; from < fresh.size(); from += WHOLE_AT_ONCE) {
      List<Watched> some = fresh.subList(from, Math.min(fresh.size(), from + WHOLE_AT_ONCE));
      Instant earliest =
          some.stream().map(each -> each.earliest(asOf)).min(Instant::compareTo).orElse(asOf);
      Map<Indicator, SliSeries> series =
          parts.reader().read(indicators(some), new TimeWindow(earliest, asOf));
      take(some, series);
      some.forEach(each -> each.whole = true);
    }
  }

  private static Set<Indicator> indicators(Iterable<Watched> all) {
    Set<Indicator> indicators = new LinkedHashSet<>();
    for (Watched each : all) {
      each.slo.objectives().forEach(objective -> indicators.add(objective.indicator()));
    }
    return indicators;
  }

  private void readRecent(Instant asOf, long end) {
    if (watched.isEmpty()) {
      return;
    }
    Duration back = end % FURTHER_EVERY_MINUTES == 0 ? FURTHER : AGAIN;
    if (minute != Long.MIN_VALUE) {
      // After a pause, e.g. of the machine, all that passed is new.
      Duration passed = Duration.ofMinutes(end - minute).plus(AGAIN);
      back = passed.compareTo(back) > 0 ? passed : back;
    }
    Map<Indicator, SliSeries> series =
        parts.reader().read(indicators(watched.values()), TimeWindow.endingAt(asOf, back));
    take(watched.values(), series);
  }

  private synchronized void take(Collection<Watched> some, Map<Indicator, SliSeries> series) {
    some.forEach(each -> each.take(series));
  }

  /// @param evaluations by SLO and objective
  /// @param changed ids of the alerts whose state changed
  private record Stepped(
      Map<String, ObjectiveEvaluation> evaluations, Set<String> changed, List<BurnAlert> all) {}

  private synchronized Stepped step(Instant asOf, long end) {
    Map<String, ObjectiveEvaluation> evaluations = new HashMap<>();
    Set<String> changed = new LinkedHashSet<>();
    for (Watched each : watched.values()) {
      Evaluation evaluation = each.tracker.evaluate(asOf);
      each.evaluation = evaluation;
      for (ObjectiveEvaluation objective : evaluation.objectives()) {
        evaluations.put(key(each.slo.name(), objective.objective()), objective);
      }
      alerts.step(evaluation).forEach(transition -> changed.add(transition.to().id()));
    }
    minute = end;
    return new Stepped(evaluations, changed, alerts.all());
  }

  private static String key(SloName slo, String objective) {
    return slo + "/" + objective;
  }

  private void hand(Instant asOf, Stepped stepped) {
    List<Lasting> lasting = lasting(stepped.all());
    List<KeptAlert> kept =
        parts.kept().active().stream().filter(each -> isBurn(each.alert())).toList();
    Placing placing = causes.place(lasting, calm(kept, lasting), asOf);
    Map<String, Alert> before = new HashMap<>();
    kept.forEach(each -> before.put(each.alert().id(), each.alert()));
    Map<String, Judged> judged = new LinkedHashMap<>();
    diagnosis.begin();
    for (BurnAlert alert : stepped.all()) {
      Watched of = watched.get(alert.slo());
      boolean told = alert.active() || alert.state() == BurnAlert.State.PENDING;
      boolean ended =
          alert.state() == BurnAlert.State.RESOLVED
              && stepped.changed().contains(alert.id())
              && !placing.held().contains(alert.id());
      if (of != null && (told || ended)) {
        judged.put(
            alert.id(),
            judged(
                of.slo,
                alert,
                stepped.evaluations(),
                placing.of(alert.id()),
                before.get(alert.id()),
                asOf));
      }
    }
    List<Judged> handed = new ArrayList<>(judged.values());
    for (KeptAlert each : kept) {
      Alert alert = each.alert();
      if (!judged.containsKey(alert.id())) {
        boolean held = placing.held().contains(alert.id());
        handed.add(
            new Judged(
                held ? BurnAlertText.held(alert, asOf) : BurnAlertText.over(alert, asOf),
                each.targets()));
      }
    }
    byte[] machine = BurnAlertBytes.write(stepped.all(), placing.remembered());
    parts.alerts().record(handed, Map.of(MACHINE, machine));
  }

  private List<Lasting> lasting(List<BurnAlert> all) {
    List<Lasting> lasting = new ArrayList<>();
    for (BurnAlert alert : all) {
      Watched of = watched.get(alert.slo());
      if (of != null && alert.active()) {
        lasting.add(new Lasting(of.slo, alert));
      }
    }
    return lasting;
  }

  /// Leads that are kept as going on and whose budget burns no more. Those of SLOs that were
  /// deleted are not among them: they end at once.
  private List<Calm> calm(List<KeptAlert> kept, List<Lasting> lasting) {
    Set<String> going = new LinkedHashSet<>();
    lasting.forEach(each -> going.add(each.alert().id()));
    List<Calm> calm = new ArrayList<>();
    for (KeptAlert each : kept) {
      Alert alert = each.alert();
      String slo = alert.label("slo");
      if (alert.active()
          && alert.lead() == null
          && !going.contains(alert.id())
          && watched.keySet().stream().anyMatch(name -> name.value().equals(slo))) {
        calm.add(new Calm(alert.id(), BurnAlertText.severity(alert)));
      }
    }
    return calm;
  }

  private Judged judged(
      Slo slo,
      BurnAlert alert,
      Map<String, ObjectiveEvaluation> evaluations,
      Placed placed,
      @Nullable Alert before,
      Instant asOf) {
    Alert told =
        text.of(
            slo,
            alert,
            parts.owner().apply(slo.service()),
            evaluations.get(key(slo.name(), alert.objective())),
            placed,
            before,
            asOf);
    List<String> own = parts.slos().current().targets(slo.name(), alert.rule());
    Alert explained = diagnosis.with(told, slo, alert.objective(), before, asOf);
    return new Judged(explained, own.isEmpty() ? slo.targets() : own);
  }

  @Override
  public @Nullable Instant evaluatedAt() {
    long evaluated = minute;
    return evaluated == Long.MIN_VALUE ? null : Instant.ofEpochSecond(evaluated * 60);
  }

  @Override
  public synchronized Optional<Evaluation> evaluation(SloName slo) {
    return Optional.ofNullable(watched.get(slo)).map(each -> each.evaluation);
  }

  @Override
  public synchronized List<BudgetPoint> history(SloName slo, String objective) {
    Watched found = watched.get(slo);
    Instant at = evaluatedAt();
    return found == null || at == null ? List.of() : found.tracker.history(objective, at);
  }

  @Override
  public synchronized List<BurnAlert> alerts(SloName slo) {
    return alerts.of(slo);
  }

  @Override
  public synchronized Counting counting(SloName slo, String objective) {
    Watched found = watched.get(slo);
    if (found == null) {
      return Counting.EXACT;
    }
    return found.slo.objectives().stream()
        .filter(each -> each.name().equals(objective))
        .findFirst()
        .map(each -> found.counting.getOrDefault(each.indicator(), Counting.EXACT))
        .orElse(Counting.EXACT);
  }
}
