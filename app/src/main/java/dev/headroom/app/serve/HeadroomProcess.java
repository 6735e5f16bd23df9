package dev.headroom.app.serve;

import dev.headroom.capacity.CeilingModel;
import dev.headroom.capacity.CeilingReader;
import dev.headroom.catalog.Catalog;
import dev.headroom.catalog.CatalogReader;
import dev.headroom.control.CapacityTestControl;
import dev.headroom.control.ChangeControl;
import dev.headroom.engine.Engine;
import dev.headroom.engine.EngineSettings;
import dev.headroom.engine.analysis.Analyses;
import dev.headroom.query.CapacityQueries;
import dev.headroom.query.ModelQueries;
import dev.headroom.query.Queries;
import dev.headroom.query.RecentCeilings;
import dev.headroom.query.Sources;
import dev.headroom.server.BoundAddresses;
import dev.headroom.server.HeadroomServer;
import dev.headroom.server.api.ApiRoutes;
import dev.headroom.server.api.CapacityTests;
import dev.headroom.server.api.Objectives;
import dev.headroom.server.catalog.CatalogDirectory;
import dev.headroom.server.ingest.ReceiverStats;
import dev.headroom.server.selfobs.SelfRoutes;
import dev.headroom.server.web.WebPages;
import dev.headroom.store.embedded.DuckDbStore;
import dev.headroom.store.embedded.SqliteControlStore;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/// The composition root: one running Headroom, from the data directory to the ports. Closing it
/// stops everything in the reverse order of its start.
public final class HeadroomProcess implements AutoCloseable {
  private final Opened opened;
  private final ProcessStats stats;
  private final BoundAddresses addresses;

  private HeadroomProcess(Opened opened, ProcessStats stats, BoundAddresses addresses) {
    this.opened = opened;
    this.stats = stats;
    this.addresses = addresses;
  }

  /// Opens the data directory, starts the engine, then the ports.
  ///
  /// @throws dev.headroom.base.HeadroomException when a setting, the directory or a port cannot be
  ///   used; everything opened so far is closed again
  public static HeadroomProcess start(Settings settings, String version, InstantSource clock) {
    // Checked before anything is opened, so that a bad setting costs nothing.
    var config = settings.server();
    DuckDbStore.prepare();
    HeadroomServer.prepare();
    Opened opened = new Opened();
    try {
      Storage storage = opened.add(Storage.open(settings, clock));
      SqliteControlStore changes = storage.changes();
      Slos slos = opened.add(Slos.read(settings, changes, clock));
      Engine engine = opened.add(storage.start(engineSettings(settings), slos.specs()));
      ProcessStats stats =
          new ProcessStats(
              engine, settings.dataDirectory(), settings.shown(), version, clock.instant());
      CatalogReader catalog = catalog(settings, clock);
      Alerts alerts = opened.add(Alerts.start(settings, changes, catalog, slos::targets, clock));
      Sources sources =
          new Sources(
              engine.store().rollups(),
              engine.store().traces(),
              engine.store().logs(),
              engine.exemplars(),
              changes,
              engine.keys(),
              catalog,
              stats,
              new Payloads(),
              settings.retention(),
              clock);
      CeilingReader ceilings =
          new RecentCeilings(new CeilingModel(sources.rollups(), slos::inForce), clock);
      Queries queries = new ModelQueries(sources, ceilings);
      AtomicReference<String> address = new AtomicReference<>("");
      Slos.Running running =
          opened.add(slos.open(sources, alerts, address::get, queries::diagnosis));
      Objectives objectives = running.objectives();
      Fixing fixing = Fixing.of(changes.fixes(), sources, ceilings, running.burning());
      CapacityTests capacityTests =
          new CapacityTests(
              new CapacityQueries(changes.capacityTests(), ceilings),
              new CapacityTestControl(changes.capacityTests(), clock));
      Analysing analysing =
          opened.add(
              Analysing.start(
                  settings, changes.findings(), sources, Analyses.all(), fixing.steps()));
      stats.analyses(analysing.runs());
      ExecutorService blocking = opened.add(Executors.newVirtualThreadPerTaskExecutor());
      // A page asks a dozen questions or more; they are to be answered from the same moment.
      Executor pages = page -> blocking.execute(() -> engine.store().reading(page));
      ApiRoutes api =
          opened.add(
              new ApiRoutes(
                  queries,
                  new ChangeControl(changes, clock),
                  alerts.alerting(),
                  objectives,
                  analysing.findings(),
                  fixing.fixes(),
                  capacityTests,
                  clock,
                  version));
      HeadroomServer server =
          opened.add(
              new HeadroomServer(
                  config,
                  engine.sink(),
                  new ReceiverStats(),
                  List.of(
                      api,
                      new SelfRoutes(queries::system),
                      new WebPages(
                          new WebPages.Parts(
                              queries,
                              objectives.queries(),
                              alerts.alerting().queries(),
                              alerts.alerting().silences(),
                              objectives.corrections(),
                              objectives.acceptor(),
                              analysing.findings().queries(),
                              analysing.findings().trigger(),
                              fixing.fixes().queries(),
                              fixing.fixes().control(),
                              capacityTests.queries(),
                              capacityTests.control()),
                          pages,
                          clock,
                          version))));
      server.start();
      address.set(server.addresses().pages().toString());
      running.begin();
      return new HeadroomProcess(opened, stats, server.addresses());
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private static CatalogReader catalog(Settings settings, InstantSource clock) {
    return settings
        .path(Setting.CATALOG)
        .<CatalogReader>map(directory -> new CatalogDirectory(directory, clock))
        .orElse(() -> Catalog.EMPTY);
  }

  static EngineSettings engineSettings(Settings settings) {
    EngineSettings usual = EngineSettings.forCores(Runtime.getRuntime().availableProcessors());
    return usual.configured(
        settings.number(Setting.SHARDS, 0, 64),
        settings.number(Setting.COMMIT_INTERVAL_SECONDS, 1, 3_600),
        settings.limits());
  }

  /// Where it listens.
  public BoundAddresses addresses() {
    return addresses;
  }

  /// Takes no more requests, folds and commits what came in, closes all files.
  @Override
  public void close() {
    stats.stop();
    opened.close();
  }
}
