package dev.headroom.app.serve;

import dev.headroom.engine.Engine;
import dev.headroom.engine.EngineSettings;
import dev.headroom.rollup.Folds;
import dev.headroom.rollup.SliSpecs;
import dev.headroom.store.embedded.DuckDbSettings;
import dev.headroom.store.embedded.DuckDbStore;
import dev.headroom.store.embedded.FileQuarantine;
import dev.headroom.store.embedded.SqliteControlStore;
import dev.headroom.store.embedded.journal.DirectoryLock;
import dev.headroom.store.embedded.journal.FileJournal;
import dev.headroom.store.embedded.journal.JournalSettings;
import dev.headroom.store.embedded.journal.SyncPolicy;
import java.nio.file.Path;
import java.time.InstantSource;

/// The data directory of one process: claimed, with the control store open. The engine started on
/// it opens and closes journal and telemetry store.
public final class Storage implements AutoCloseable {
  private final Settings settings;
  private final InstantSource clock;
  private final DirectoryLock lock;
  private final SqliteControlStore changes;

  private Storage(
      Settings settings, InstantSource clock, DirectoryLock lock, SqliteControlStore changes) {
    this.settings = settings;
    this.clock = clock;
    this.lock = lock;
    this.changes = changes;
  }

  /// Claims the directory, which is made if it is missing.
  ///
  /// @throws dev.headroom.base.HeadroomException when another process has it
  public static Storage open(Settings settings, InstantSource clock) {
    Path directory = settings.dataDirectory();
    DirectoryLock lock = DirectoryLock.acquire(directory);
    try {
      return new Storage(settings, clock, lock, SqliteControlStore.open(directory));
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  SqliteControlStore changes() {
    return changes;
  }

  /// Starts the engine on the directory.
  ///
  /// @param slis which indicators are counted
  public Engine start(EngineSettings engineSettings, SliSpecs slis) {
    Path directory = settings.dataDirectory();
    Payloads payloads = new Payloads();
    DuckDbSettings usual = DuckDbSettings.DEFAULT;
    DuckDbStore store =
        DuckDbStore.open(
            directory,
            new DuckDbSettings(
                settings.number(Setting.STORE_MEMORY_MIB, 32, 1_048_576),
                usual.threads(),
                usual.readers(),
                usual.queryTimeout()),
            settings.retention(),
            payloads);
    JournalSettings journal =
        JournalSettings.DEFAULT.withSync(SyncPolicy.parse(settings.text(Setting.JOURNAL_SYNC)));
    try {
      return Engine.start(
          new Engine.Parts(
              store,
              (replayFrom, atLeast, reader) ->
                  FileJournal.open(
                      directory.resolve("journal"), journal, clock, replayFrom, atLeast, reader),
              changes,
              payloads,
              settings.segmentKeys(),
              Folds.PLAIN,
              FileQuarantine.in(directory),
              clock,
              System::nanoTime,
              slis),
          engineSettings);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  @Override
  public void close() {
    try {
      changes.close();
    } finally {
      lock.close();
    }
  }
}
