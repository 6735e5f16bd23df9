package dev.headroom.query.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One target with how its deliveries go.
///
/// @param kind `ALERTMANAGER`, `CLOUDEVENTS`, `WEBHOOK`, `EMAIL`; empty when it is not configured
///   any more and notices still wait for it
/// @param address without what may be secret in it
/// @param secretEnv the environment variable that holds the secret; empty for none
/// @param owners whose alerts it is told by the catalogue
/// @param usual whether it is told what names no other target
/// @param health `OK`, `FAILING` when the last attempt failed and notices wait, `UNUSED` when
///   nothing was ever sent
/// @param waiting notices that wait
/// @param failing notices that failed many times
/// @param dropped notices that were given up after three days
/// @param oldestWaiting since when the oldest waits
public record NotificationTargetView(
    String name,
    String kind,
    String address,
    String secretEnv,
    String description,
    List<String> owners,
    boolean usual,
    Health health,
    long waiting,
    long failing,
    long dropped,
    @Nullable Instant oldestWaiting,
    @Nullable Instant lastSuccess,
    String lastError,
    @Nullable Instant lastErrorAt) {

  /// How deliveries go.
  public enum Health {
    OK,
    FAILING,
    UNUSED
  }
}
