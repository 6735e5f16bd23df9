package dev.headroom.engine.analysis;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.finding.FindingRecord;
import dev.headroom.finding.Fingerprint;
import dev.headroom.store.FindingLog;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// A log that cannot be written.
final class BrokenLog implements FindingLog {

  @Override
  public void keep(Collection<FindingRecord> records) {
    throw new HeadroomException(ErrorCode.STORAGE_FULL, "no room");
  }

  @Override
  public Optional<FindingRecord> finding(Fingerprint fingerprint) {
    return Optional.empty();
  }

  @Override
  public List<FindingRecord> startingWith(String prefix, int limit) {
    return List.of();
  }

  @Override
  public List<FindingRecord> open() {
    return List.of();
  }

  @Override
  public List<FindingRecord> all() {
    return List.of();
  }

  @Override
  public int forget(Instant before) {
    return 0;
  }
}
