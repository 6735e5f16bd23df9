package dev.headroom.app.serve;

import dev.headroom.analysis.ModelView;
import dev.headroom.app.version.Version;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.TimeWindow;
import dev.headroom.catalog.Catalog;
import dev.headroom.engine.Engine;
import dev.headroom.engine.EngineSettings;
import dev.headroom.query.AnalysisReader.Last;
import dev.headroom.query.AnalysisReader.Runs;
import dev.headroom.query.FindingQueries;
import dev.headroom.query.ModelViews;
import dev.headroom.query.Sources;
import dev.headroom.query.view.AnalysesView.BlindSpot;
import dev.headroom.rollup.SamplingPolicy;
import dev.headroom.rollup.SliSpecs;
import dev.headroom.signal.SignalSink;
import dev.headroom.store.FindingLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The model of telemetry for one look at it, without ports: what a server would make of it, in a
/// directory of its own that is deleted in the end. Every trace is kept whole. Thread-safe.
public final class OfflineModel implements AutoCloseable {
  /// The most that is analysed, back from its end; what a server analyses unless told otherwise.
  public static final Duration WINDOW = Duration.ofHours(24);

  private static final Duration HISTORY = Duration.ofDays(7);

  private final Opened opened;
  private final Engine engine;
  private final Sources sources;
  private final FindingLog none;

  private OfflineModel(Opened opened, Engine engine, Sources sources, FindingLog none) {
    this.opened = opened;
    this.engine = engine;
    this.sources = sources;
    this.none = none;
  }

  /// Opens an empty one among the temporary files of the system.
  public static OfflineModel open(InstantSource clock) {
    Opened opened = new Opened();
    try {
      Path directory = Files.createTempDirectory("headroom-");
      AutoCloseable _ = opened.add(() -> delete(directory));
      Settings settings =
          Settings.resolve(
              Map.of(Setting.DATA_DIR, directory.toString()), Map.of(), Optional.empty());
      Storage storage = opened.add(Storage.open(settings, clock));
      EngineSettings usual = EngineSettings.forCores(Runtime.getRuntime().availableProcessors());
      Engine engine =
          opened.add(
              storage.start(usual.withSampling(SamplingPolicy.ALL), new SliSpecs(List.of())));
      return new OfflineModel(
          opened, engine, sources(storage, engine, settings, clock), storage.changes().findings());
    } catch (IOException e) {
      opened.close();
      throw new HeadroomException(
          ErrorCode.STORAGE_FULL, "no temporary directory can be made: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private static Sources sources(
      Storage storage, Engine engine, Settings settings, InstantSource clock) {
    return new Sources(
        engine.store().rollups(),
        engine.store().traces(),
        engine.store().logs(),
        engine.exemplars(),
        storage.changes(),
        engine.keys(),
        () -> Catalog.EMPTY,
        new ProcessStats(
            engine, settings.dataDirectory(), settings.shown(), Version.current(), clock.instant()),
        new Payloads(),
        settings.retention(),
        clock);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> below = Files.walk(directory)) {
      for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /// Where telemetry goes in.
  public SignalSink sink() {
    return engine.sink();
  }

  /// Ends all traces; from here on everything that went in can be seen.
  public void complete() {
    engine.flush();
  }

  /// What analyses may look at.
  ///
  /// @param window in whole minutes
  public ModelView over(TimeWindow window) {
    return new ModelViews(sources, WINDOW, HISTORY).over(window, () -> false);
  }

  /// What cannot be seen in the last hour of a window for want of telemetry.
  public List<BlindSpot> blindSpots(TimeWindow window) {
    Last last = new Last(window.to(), 0, window, new TimeWindow(window.from(), window.from()), "");
    return new FindingQueries(sources, none, () -> new Runs(List.of(), 1, Duration.ZERO, last))
        .analyses()
        .blindSpots();
  }

  @Override
  public void close() {
    opened.close();
  }
}
