package dev.headroom.testkit.store;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.store.Commit;
import dev.headroom.store.TelemetryStore;
import java.time.Instant;

/// A store whose commits fail on demand: before anything is stored, or after everything is, which a
/// caller cannot tell apart by the exception.
public final class FaultyStore implements TelemetryStore {
  private final TelemetryStore store;
  private volatile Fault next = Fault.NONE;

  /// What goes wrong with the next commit.
  public enum Fault {
    NONE,
    BEFORE,
    AFTER
  }

  public FaultyStore(TelemetryStore store) {
    this.store = store;
  }

  /// Makes the next commit fail; the one after it works again.
  public void failNext(Fault fault) {
    next = fault;
  }

  @Override
  public void commit(Commit commit) {
    Fault fault = next;
    next = Fault.NONE;
    switch (fault) {
      case NONE -> store.commit(commit);
      case BEFORE -> throw new HeadroomException(ErrorCode.STORAGE_FULL, "no room, as told");
      case AFTER -> {
        store.commit(commit);
        throw new HeadroomException(ErrorCode.INTERNAL, "stored, but failed, as told");
      }
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
  public void close() {
    store.close();
  }
}
