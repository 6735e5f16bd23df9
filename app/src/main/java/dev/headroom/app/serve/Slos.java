package dev.headroom.app.serve;

import dev.headroom.alert.NotificationTarget;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.catalog.CatalogReader;
import dev.headroom.catalog.EntityRef;
import dev.headroom.control.CorrectionControl;
import dev.headroom.control.ProposalAcceptor;
import dev.headroom.engine.fix.SloBurning;
import dev.headroom.engine.slo.SloClock;
import dev.headroom.engine.slo.SloEvaluator;
import dev.headroom.plan.BurningObjectives;
import dev.headroom.query.DiagnosisSearch;
import dev.headroom.query.SloModelQueries;
import dev.headroom.query.Sources;
import dev.headroom.query.sli.RollupSliReader;
import dev.headroom.query.view.DiagnosisView;
import dev.headroom.query.view.ProposalsView;
import dev.headroom.rollup.SliSpec;
import dev.headroom.rollup.SliSpecs;
import dev.headroom.server.api.Objectives;
import dev.headroom.server.openslo.SloApplyView;
import dev.headroom.server.openslo.SloRegistry;
import dev.headroom.server.openslo.StandardRules;
import dev.headroom.slo.Indicator;
import dev.headroom.slo.SliReader;
import dev.headroom.slo.Slo;
import dev.headroom.store.SloCatalog;
import dev.headroom.store.embedded.SqliteControlStore;
import dev.headroom.store.embedded.SqliteSloCorrections;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The part of the process that knows SLOs, counts for them, and evaluates them.
final class Slos implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Slos.class);

  private final SqliteControlStore store;
  private final SloRegistry registry;
  private final SliSpecs specs;
  private final InstantSource clock;
  private final SloWatch watch;

  private Slos(SqliteControlStore store, SloRegistry registry, InstantSource clock) {
    this.store = store;
    this.registry = registry;
    this.clock = clock;
    specs = new SliSpecs(specs(registry.current()));
    registry.onChange(changed -> specs.set(specs(changed)));
    watch = new SloWatch(registry);
  }

  /// Reads the documents, so that what they ask for is counted from the first span on.
  static Slos read(Settings settings, SqliteControlStore store, InstantSource clock) {
    SloRegistry registry =
        new SloRegistry(
            store.sloDocuments(), settings.path(Setting.SLO_DIR), StandardRules.WORKBOOK, clock);
    registry.start();
    return new Slos(store, registry, clock);
  }

  private static List<SliSpec> specs(SloCatalog.InForce inForce) {
    List<SliSpec> specs = new ArrayList<>();
    for (Slo slo : inForce.slos()) {
      slo.objectives()
          .forEach(objective -> {
            if (objective.indicator() instanceof Indicator.Counted(SliSpec spec)) {
              specs.add(spec);
            }
          });
    }
    return specs;
  }

  /// What is to be counted.
  SliSpecs specs() {
    return specs;
  }

  /// The objectives in force.
  List<Slo> inForce() {
    return registry.current().slos();
  }

  /// The targets that documents declare.
  List<NotificationTarget> targets() {
    return registry.current().targets();
  }

  /// What is known of objectives, and evaluations that go on until it is closed once they began.
  ///
  /// @param burning whose budgets burn
  record Running(SloClock evaluations, Objectives objectives, BurningObjectives burning)
      implements AutoCloseable {

    /// Evaluates at once and then every minute.
    void begin() {
      evaluations.start();
    }

    @Override
    public void close() {
      evaluations.close();
    }
  }

  /// Takes up what was known before.
  ///
  /// @param address of the pages, to be known when evaluations begin
  /// @param diagnosis finds the probable cause of a burn
  Running open(
      Sources sources,
      Alerts alerts,
      Supplier<String> address,
      Function<DiagnosisSearch, DiagnosisView> diagnosis) {
    SqliteSloCorrections corrections = store.sloCorrections();
    SliReader reader = new RollupSliReader(sources.rollups(), sources.retention(), clock);
    SloEvaluator evaluator =
        new SloEvaluator(
            new SloEvaluator.Parts(
                registry,
                corrections,
                reader,
                sources.rollups(),
                alerts.alerting().alerts(),
                store.alerts(),
                service -> owner(sources.catalog(), service),
                address,
                diagnosis));
    SloModelQueries queries =
        new SloModelQueries(
            sources,
            new SloModelQueries.Parts(
                registry,
                evaluator,
                corrections,
                store.alerts(),
                reader,
                new SloDeclarations(registry, store.sloDocuments())));
    return new Running(
        new SloClock(
            evaluator, clock, failure -> log.error("objectives were not evaluated", failure)),
        new Objectives(
            registry,
            queries,
            new CorrectionControl(registry, corrections, reader, clock),
            acceptor(queries)),
        new SloBurning(registry, evaluator));
  }

  private static String owner(CatalogReader catalog, ServiceName service) {
    return catalog
        .catalog()
        .declared(service)
        .map(declared -> declared.owner())
        .map(EntityRef::shortName)
        .orElse("");
  }

  private ProposalAcceptor acceptor(SloModelQueries queries) {
    return (String name, TimeWindow history, String who) -> {
      ProposalsView.Proposed proposed =
          queries.proposals(history, null).proposals().stream()
              .filter(each -> each.name().equals(name))
              .findFirst()
              .orElseThrow(() ->
                  new HeadroomException(
                      ErrorCode.NOT_FOUND,
                      "name '" + name + "' is no proposal of that history; see the list"));
      SloApplyView applied =
          registry.apply(name, proposed.document().getBytes(StandardCharsets.UTF_8), who, false);
      if (!applied.acceptable()) {
        throw new HeadroomException(
            ErrorCode.INTERNAL,
            "proposal '" + name + "' makes no valid document: " + applied.problems());
      }
    };
  }

  @Override
  public void close() {
    watch.close();
  }
}
