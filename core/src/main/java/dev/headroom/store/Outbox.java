package dev.headroom.store;

import dev.headroom.alert.Notice;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Port: what has to be told and was not yet. [AlertStore#commit] fills it. Thread-safe; durable
/// when a call returns.
public interface Outbox {

  /// What may be told to the target now, in order: of each label set only the first that waits, so
  /// that its changes are told in the order in which they happened.
  List<Notice> due(String target, Instant now, int limit);

  /// The fingerprints of the alerts of which the target has still to be told something.
  Set<String> waiting(String target);

  /// Takes out what was told.
  void delivered(Notice notice, Instant at);

  /// Keeps what could not be told for a later attempt.
  ///
  /// @param notice as it is to be kept, with its attempts, error, state and next attempt
  void failed(Notice notice, Instant at);

  /// Notes how something else than a notice went, e.g. that alerts which last were told again.
  ///
  /// @param error empty when it went well
  void noted(String target, String error, Instant at);

  /// How the targets stand, by name; only those that were ever told something or wait for it.
  Map<String, Standing> standings();

  /// Forgets dropped notices created before.
  int forgetDropped(Instant before);

  /// How a target stands.
  ///
  /// @param waiting notices that wait, failing ones among them
  /// @param failing notices that failed many times
  /// @param dropped notices that were never told because they grew too old
  /// @param oldest when the oldest that waits was created; null when none waits
  /// @param lastSuccess null for never
  /// @param lastError empty for never
  record Standing(
      long waiting,
      long failing,
      long dropped,
      @Nullable Instant oldest,
      @Nullable Instant lastSuccess,
      String lastError,
      @Nullable Instant lastErrorAt) {

    /// Of a target that was never told anything.
    public static final Standing NONE = new Standing(0, 0, 0, null, null, "", null);
  }
}
