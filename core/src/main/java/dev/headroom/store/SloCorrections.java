package dev.headroom.store;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.slo.Correction;
import dev.headroom.slo.SloName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Port: time that was left out of error budgets, with who said so. Nothing is ever deleted: one
/// that was taken back stays as taken back. Thread-safe; durable when a call returns.
public interface SloCorrections {

  /// @param id unique
  /// @param correction what, why and by whom
  /// @param at when it was made
  /// @param remainingBefore share of each objective's budget when it was made, without it, the
  ///   least one; null when undefined
  /// @param remainingAfter the same with it
  /// @param revokedBy who took it back; null while it holds
  /// @param revokedAt when; null while it holds
  record Entry(
      String id,
      SloName slo,
      Correction correction,
      Instant at,
      @Nullable Double remainingBefore,
      @Nullable Double remainingAfter,
      @Nullable String revokedBy,
      @Nullable Instant revokedAt) {
    public Entry {
      if (id.isBlank()) {
        throw new HeadroomException(
            ErrorCode.INVALID, "id of a correction is blank; expected a text");
      }
      if ((revokedBy == null) != (revokedAt == null)) {
        throw new HeadroomException(
            ErrorCode.INVALID,
            "correction '"
                + id
                + "' was taken back by "
                + revokedBy
                + " at "
                + revokedAt
                + "; expected both or neither");
      }
    }

    /// Whether it holds.
    public boolean holds() {
      return revokedAt == null;
    }
  }

  /// Keeps a new one.
  void add(Entry entry);

  /// Takes one back.
  ///
  /// @return whether it was known and held
  boolean revoke(String id, String who, Instant at);

  /// All that were ever made, oldest first.
  List<Entry> all();

  /// Those of one SLO, oldest first.
  default List<Entry> of(SloName slo) {
    return all().stream().filter(entry -> entry.slo().equals(slo)).toList();
  }
}
