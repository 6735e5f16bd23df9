package dev.headroom.store.embedded;

import dev.headroom.rollup.KeyTable;
import dev.headroom.store.Retention;
import dev.headroom.store.TelemetryStore;
import dev.headroom.store.TraceInspector;
import dev.headroom.testkit.store.TelemetryStoreEventContract;
import java.nio.file.Path;

/// The DuckDB engine against the contract.
final class DuckDbStoreTest implements TelemetryStoreEventContract {

  @Override
  public TelemetryStore openStore(
      Path directory, KeyTable keys, Retention retention, TraceInspector inspector) {
    return DuckDbStore.open(directory, DuckDbSettings.DEFAULT, retention, inspector);
  }
}
