package dev.headroom.query;

import dev.headroom.alert.KeptAlert;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.query.view.ChangeView;
import dev.headroom.query.view.CorrectionView;
import dev.headroom.query.view.GateView;
import dev.headroom.query.view.Hint;
import dev.headroom.query.view.ProposalsView;
import dev.headroom.query.view.SimulationView;
import dev.headroom.query.view.SloView;
import dev.headroom.query.view.SlosView;
import dev.headroom.slo.Correction;
import dev.headroom.slo.Evaluation;
import dev.headroom.slo.Indicator;
import dev.headroom.slo.Objective;
import dev.headroom.slo.ObjectiveEvaluation;
import dev.headroom.slo.SliReader;
import dev.headroom.slo.Slo;
import dev.headroom.slo.SloName;
import dev.headroom.slo.SloWords;
import dev.headroom.store.AlertSearch;
import dev.headroom.store.AlertStore;
import dev.headroom.store.SloCatalog;
import dev.headroom.store.SloCorrections;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Answers what can be asked of objectives from their last evaluation and from what is stored.
public final class SloModelQueries implements SloQueries {
  private static final Duration ALERTS_SHOWN = Duration.ofDays(90);
  private static final int ALERTS_MOST = 50;
  private static final int SPARK_POINTS = 60;
  private static final int SPENDERS_MOST = 10;

  private final Sources sources;
  private final Parts parts;
  private final Gate gate;
  private final Simulations simulations;
  private final Proposals proposals;

  /// What is known of documents, from whoever keeps them.
  public interface Documents {

    /// `api`, or the file.
    String origin(SloName slo);

    /// The documents that declare it, as YAML.
    String yaml(SloName slo);

    /// Documents that could not be used.
    List<SlosView.Problem> problems();

    /// Since when the present indicator of an objective is counted; null when it is not known.
    @Nullable Instant countedSince(SloName slo, String objective);

    /// The SLOs of documents that are not applied.
    ///
    /// @throws HeadroomException with `INVALID` when they are not right
    List<Slo> compile(String yaml);

    /// The documents, as YAML, that would declare it.
    String write(Slo slo);
  }

  /// @param reader what was counted
  public record Parts(
      SloCatalog slos,
      SloStates states,
      SloCorrections corrections,
      AlertStore alerts,
      SliReader reader,
      Documents documents) {}

  public SloModelQueries(Sources sources, Parts parts) {
    this.sources = sources;
    this.parts = parts;
    gate = new Gate(parts.slos(), parts.states(), parts.alerts(), sources.clock());
    simulations = new Simulations(parts, sources.clock());
    proposals = new Proposals(sources, parts);
  }

  private record Row(
      Slo slo, Objective objective, @Nullable ObjectiveEvaluation evaluation, String owner) {
    @Nullable Double spent() {
      return evaluation == null || Double.isNaN(evaluation.budget().spent())
          ? null
          : Double.valueOf(evaluation.budget().spent());
    }

    String state() {
      return evaluation == null ? "UNDEFINED" : evaluation.budget().state().name();
    }
  }

  private static Listing<Row> listing() {
    return new Listing<Row>(
            row ->
                List.of(
                    row.slo.name().value(),
                    row.slo.title(),
                    row.slo.service().value(),
                    row.objective.name(),
                    row.owner),
            Comparator.comparing((Row row) -> row.slo.name())
                .thenComparing(row -> row.objective.name()))
        .number("spent", Row::spent)
        .number("burn", row -> Budgets.burn(row.evaluation, Duration.ofHours(1)))
        .text("name", row -> row.slo.title())
        .text("service", row -> row.slo.service().value())
        .text("state", Row::state)
        .text("owner", Row::owner);
  }

  @Override
  public SlosView slos(Page page) {
    Owners owners = new Owners(sources.catalog().catalog());
    List<Row> rows = new ArrayList<>();
    for (Slo slo : parts.slos().current().slos()) {
      Optional<Evaluation> evaluation = parts.states().evaluation(slo.name());
      for (Objective objective : slo.objectives()) {
        rows.add(
            new Row(
                slo,
                objective,
                evaluation.map(each -> Budgets.objective(each, objective.name())).orElse(null),
                Owners.text(owners.of(slo.service()).ownerTitle())));
      }
    }
    Listing.Cut<Row> cut = listing().cut(rows, page);
    Map<String, Integer> states = new TreeMap<>();
    rows.forEach(row -> states.merge(row.state(), 1, Integer::sum));
    List<KeptAlert> active = parts.alerts().active();
    return new SlosView(
        parts.states().evaluatedAt(),
        cut.count(),
        states,
        cut.rows().stream().map(row -> view(row, owners, active)).toList(),
        cut.nextCursor(),
        parts.documents().problems(),
        rows.isEmpty() ? List.of(none()) : List.of());
  }

  private static Hint none() {
    return new Hint(
        "No SLO yet",
        "Headroom proposes objectives from the history of the routes that customers hit: see"
            + " Proposals. Or write OpenSLO documents and apply them.",
        "headroom slo propose --apply\nheadroom slo apply checkout-slo.yaml");
  }

  private SlosView.Row view(Row row, Owners owners, List<KeptAlert> active) {
    List<KeptAlert> mine =
        active.stream()
            .filter(kept -> kept.alert().active())
            .filter(kept -> kept.alert().label("slo").equals(row.slo.name().value()))
            .filter(kept ->
                row.slo.objectives().size() == 1
                    || kept.alert().label("objective").equals(row.objective.name()))
            .toList();
    return new SlosView.Row(
        row.slo.name().value(),
        row.slo.title(),
        row.slo.objectives().size() == 1 ? "" : row.objective.name(),
        row.slo.service().value(),
        owners.of(row.slo.service()),
        SloWords.promise(row.slo, row.objective),
        row.objective.target(),
        SloWords.period(row.slo.period()),
        Budgets.view(
            row.slo, row.evaluation, parts.states().counting(row.slo.name(), row.objective.name())),
        mine.size(),
        mine.stream()
            .map(kept -> kept.alert().severity())
            .min(Comparator.comparingInt(severity -> severity.equals("page") ? 0 : 1))
            .orElse(null),
        Budgets.history(
            parts.states().history(row.slo.name(), row.objective.name()),
            row.evaluation,
            SPARK_POINTS));
  }

  private Slo require(SloName name) {
    List<Slo> slos = parts.slos().current().slos();
    return slos.stream()
        .filter(slo -> slo.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new HeadroomException(
                ErrorCode.NOT_FOUND,
                "unknown SLO '"
                    + name
                    + "'"
                    + Closest.to(
                            name.value(), slos.stream().map(slo -> slo.name().value()).toList())
                        .map(near -> ", did you mean '" + near + "'?")
                        .orElse("")));
  }

  @Override
  public SloView slo(SloName name) {
    Slo slo = require(name);
    Instant now = sources.clock().instant();
    Instant evaluatedAt = parts.states().evaluatedAt();
    TimeWindow period = slo.period().at(evaluatedAt == null ? now : evaluatedAt);
    Evaluation evaluation = parts.states().evaluation(name).orElse(null);
    return new SloView(
        name.value(),
        slo.title(),
        slo.description(),
        slo.service().value(),
        new Owners(sources.catalog().catalog()).of(slo.service()),
        slo.labels(),
        slo.runbook(),
        parts.documents().origin(name),
        SloWords.period(slo.period()),
        period.from(),
        period.to(),
        slo.objectives().size() > 1 && evaluation != null
            ? new SloView.Composite(
                Budgets.defined(evaluation.composite().spent()),
                Budgets.defined(
                    evaluation.composite().burns().getOrDefault(Duration.ofHours(1), Double.NaN)))
            : null,
        slo.objectives().stream()
            .map(objective -> objective(slo, objective, evaluation, period))
            .toList(),
        corrections(name),
        alerts(name, now),
        changes(slo, period),
        gate.of(slo),
        parts.documents().yaml(name),
        evaluatedAt,
        evaluation == null ? List.of(waiting()) : List.of());
  }

  private static Hint waiting() {
    return new Hint(
        "Not evaluated yet", "Objectives are evaluated once a minute; look again shortly.", "");
  }

  private SloView.ObjectiveView objective(
      Slo slo, Objective objective, @Nullable Evaluation evaluation, TimeWindow period) {
    ObjectiveEvaluation of =
        evaluation == null ? null : Budgets.objective(evaluation, objective.name());
    var history = parts.states().history(slo.name(), objective.name());
    double bad = of == null ? 0 : of.budget().bad();
    return new SloView.ObjectiveView(
        objective.name(),
        SloWords.promise(slo, objective),
        SloWords.indicator(objective.indicator()),
        objective.target(),
        objective.weight(),
        SloWords.budgeting(objective.budgeting()),
        objective.indicator() instanceof Indicator.Counted
            ? parts.documents().countedSince(slo.name(), objective.name())
            : null,
        Budgets.view(slo, of, parts.states().counting(slo.name(), objective.name())),
        Budgets.history(history, of, 200),
        Budgets.bad(history, of, 200),
        of == null ? List.of() : Budgets.rules(slo, of),
        bad > 0 ? spenders(objective.indicator(), period) : List.of());
  }

  /// The largest of each dimension, dimension by dimension.
  private List<SloView.SpenderRow> spenders(Indicator indicator, TimeWindow period) {
    Map<String, List<SliReader.Spender>> byDimension = new TreeMap<>();
    for (SliReader.Spender each : parts.reader().spenders(indicator, period)) {
      if (each.bad() > 0) {
        byDimension.computeIfAbsent(each.dimension(), _ -> new ArrayList<>()).add(each);
      }
    }
    List<SloView.SpenderRow> rows = new ArrayList<>();
    byDimension
        .values()
        .forEach(spenders -> {
          double all = spenders.stream().mapToDouble(SliReader.Spender::bad).sum();
          spenders.stream()
              .sorted(Comparator.comparingDouble(SliReader.Spender::bad).reversed())
              .limit(SPENDERS_MOST)
              .forEach(each ->
                  rows.add(
                      new SloView.SpenderRow(
                          each.dimension(), each.value(), each.bad(), each.bad() / all)));
        });
    return rows;
  }

  private List<CorrectionView> corrections(SloName name) {
    return parts.corrections().of(name).reversed().stream()
        .map(SloModelQueries::correction)
        .toList();
  }

  /// A correction as it is shown.
  public static CorrectionView correction(SloCorrections.Entry entry) {
    return new CorrectionView(
        entry.id(),
        entry.slo().value(),
        entry.correction().window().from(),
        entry.correction().window().to(),
        entry.correction().reason(),
        entry.correction().author(),
        entry.at(),
        entry.revokedBy(),
        entry.revokedAt(),
        entry.remainingBefore(),
        entry.remainingAfter());
  }

  private List<SloView.AlertRow> alerts(SloName name, Instant now) {
    return parts
        .alerts()
        .alerts(
            new AlertSearch(
                TimeWindow.endingAt(now.plusSeconds(1), ALERTS_SHOWN),
                null,
                null,
                null,
                require(name).service().value(),
                null,
                null,
                ALERTS_MOST * 10))
        .stream()
        .map(KeptAlert::alert)
        .filter(alert -> alert.label("slo").equals(name.value()))
        .limit(ALERTS_MOST)
        .map(alert ->
            new SloView.AlertRow(
                alert.id(),
                alert.state().name(),
                alert.severity(),
                alert.annotation("summary"),
                alert.startsAt(),
                alert.endsAt(),
                alert.lead()))
        .toList();
  }

  private List<ChangeView> changes(Slo slo, TimeWindow period) {
    return ChangeView.of(
        sources.changes().changes(period).stream()
            .filter(change -> change.service().equals(slo.service()))
            .toList());
  }

  @Override
  public ProposalsView proposals(TimeWindow window, @Nullable ServiceName service) {
    return proposals.proposals(window, service);
  }

  @Override
  public GateView gate(ServiceName service) {
    new Directory(sources.keys()).require(service);
    return gate.of(service);
  }

  @Override
  public SimulationView simulate(SloName name, TimeWindow window) {
    List<Correction> corrections =
        parts.corrections().of(name).stream()
            .filter(SloCorrections.Entry::holds)
            .map(SloCorrections.Entry::correction)
            .toList();
    return simulations.run(require(name), corrections, window);
  }

  @Override
  public SimulationView simulate(String documents, TimeWindow window) {
    List<Slo> slos = parts.documents().compile(documents);
    if (slos.size() != 1) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "the documents declare " + slos.size() + " SLOs; expected one to simulate");
    }
    return simulations.run(slos.getFirst(), List.of(), window);
  }
}
