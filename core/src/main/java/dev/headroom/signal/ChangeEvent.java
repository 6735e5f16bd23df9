package dev.headroom.signal;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.ServiceName;
import java.time.Instant;

/// Something changed: a version was first seen, or a pipeline says it deployed.
///
/// @param id stable and unique; telling the same change twice keeps one
/// @param at when it took effect
/// @param service what changed
/// @param version what it changed to, empty when it is no new version
/// @param environment where, empty when not told
/// @param kind what sort of change
/// @param description in words, may be empty
/// @param url where to read more, may be empty
/// @param source who says so: `telemetry` or `api`
public record ChangeEvent(
    String id,
    Instant at,
    ServiceName service,
    String version,
    String environment,
    Kind kind,
    String description,
    String url,
    String source) {

  /// What sort of change it is.
  public enum Kind {
    DEPLOY,
    FIRST_SEEN,
    CONFIG,
    FLAG,
    SCALE,
    INFRASTRUCTURE,
    OTHER
  }

  public ChangeEvent {
    if (id.isBlank()) {
      throw new HeadroomException(ErrorCode.INVALID, "id is blank; expected a unique text");
    }
  }
}
