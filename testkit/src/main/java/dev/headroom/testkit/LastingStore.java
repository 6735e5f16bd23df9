package dev.headroom.testkit;

import dev.headroom.base.Limits;
import dev.headroom.rollup.KeyTable;
import dev.headroom.store.Commit;
import dev.headroom.store.Retention;
import dev.headroom.store.TelemetryStore;
import dev.headroom.store.TraceInspector;
import dev.headroom.store.memory.MemoryStore;
import java.time.Instant;

/// A store on the heap that outlives the engines opened on it: it learns the meaning of key numbers
/// from commits alone, as one on a disk does.
public final class LastingStore implements TelemetryStore {
  private final KeyTable keys = new KeyTable(Limits.DEFAULT);
  private final MemoryStore store =
      new MemoryStore(keys, TraceInspector.blind(), Retention.DEFAULT);

  @Override
  public void commit(Commit commit) {
    keys.load(commit.keys());
    store.commit(commit);
  }

  @Override
  public Recovered recover() {
    return store.recover();
  }

  @Override
  public void maintain(Instant now) {
    store.maintain(now);
  }

  @Override
  public Snapshot snapshot() {
    return store.snapshot();
  }

  @Override
  public Stats stats() {
    return store.stats();
  }

  @Override
  public void close() {}
}
