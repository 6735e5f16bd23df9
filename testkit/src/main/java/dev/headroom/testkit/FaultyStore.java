package dev.headroom.testkit;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.store.Commit;
import dev.headroom.store.TelemetryStore;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A store whose commits fail on demand. Closing it leaves the store behind it open, as the end of
/// a process leaves a disk.
public final class FaultyStore implements TelemetryStore {
  private final TelemetryStore store;
  private volatile @Nullable ErrorCode failure;
  private volatile boolean afterwards;

  public FaultyStore(TelemetryStore store) {
    this.store = store;
  }

  /// From now on nothing of a commit is stored and it fails with the code.
  public void fail(ErrorCode code) {
    afterwards = false;
    failure = code;
  }

  /// From now on a commit is stored as a whole, and reported as failed all the same.
  public void failAfterwards(ErrorCode code) {
    afterwards = true;
    failure = code;
  }

  /// From now on commits work.
  public void heal() {
    failure = null;
  }

  @Override
  public void commit(Commit commit) {
    ErrorCode code = failure;
    if (code == null || afterwards) {
      store.commit(commit);
    }
    if (code != null) {
      throw new HeadroomException(code, "the store was told to fail");
    }
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
