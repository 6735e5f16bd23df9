package dev.headroom.testkit.store;

import dev.headroom.rollup.KeyTable;
import dev.headroom.store.CapacityTestLog;
import dev.headroom.store.ChangeLog;
import dev.headroom.store.FindingLog;
import dev.headroom.store.FixLog;
import dev.headroom.store.Retention;
import dev.headroom.store.SilenceStore;
import dev.headroom.store.SloDocuments;
import dev.headroom.store.TelemetryStore;
import dev.headroom.store.TraceInspector;
import dev.headroom.store.memory.MemoryAlerts;
import dev.headroom.store.memory.MemoryCapacityTests;
import dev.headroom.store.memory.MemoryChangeLog;
import dev.headroom.store.memory.MemoryFindings;
import dev.headroom.store.memory.MemoryFixes;
import dev.headroom.store.memory.MemorySilences;
import dev.headroom.store.memory.MemorySloDocuments;
import dev.headroom.store.memory.MemoryStore;
import java.nio.file.Path;

/// The engine on the heap against the contracts.
final class MemoryStoreTest
    implements TelemetryStoreEventContract,
        TelemetryStoreRetentionContract,
        LayeredStoreContract,
        ChangeLogContract,
        AlertStoreContract,
        FindingLogContract,
        FixLogContract,
        CapacityTestLogContract,
        SilenceStoreContract,
        SloDocumentsContract {

  @Override
  public TelemetryStore openStore(
      Path directory, KeyTable keys, Retention retention, TraceInspector inspector) {
    return new MemoryStore(keys, inspector, retention);
  }

  @Override
  public boolean outlivesTheProcess() {
    return false;
  }

  @Override
  public ChangeLog openChangeLog(Path directory) {
    return new MemoryChangeLog();
  }

  @Override
  public Stores openAlerts(Path directory) {
    MemoryAlerts alerts = new MemoryAlerts();
    return new Stores(alerts, alerts);
  }

  @Override
  public FindingLog openFindings(Path directory) {
    return new MemoryFindings();
  }

  @Override
  public FixLog openFixes(Path directory) {
    return new MemoryFixes();
  }

  @Override
  public CapacityTestLog openCapacityTests(Path directory) {
    return new MemoryCapacityTests();
  }

  @Override
  public SilenceStore openSilences(Path directory) {
    return new MemorySilences();
  }

  @Override
  public SloDocuments openSloDocuments(Path directory) {
    return new MemorySloDocuments();
  }
}
