package dev.headroom.control;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.ServiceName;
import dev.headroom.signal.ChangeEvent;
import dev.headroom.store.ChangeLog;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Takes changes that people and pipelines tell. Thread-safe when the log is.
public final class ChangeControl {
  private static final int MAX_TEXT = 2_000;
  private static final int ID_BYTES = 16;
  private static final Duration SAME_CHANGE = Duration.ofMinutes(10);
  // Clocks of build machines run ahead a little; a deploy planned for next week is a mistake.
  private static final Duration FUTURE_ALLOWED = Duration.ofHours(1);

  private final ChangeLog log;
  private final InstantSource clock;

  public ChangeControl(ChangeLog log, InstantSource clock) {
    this.log = log;
    this.clock = clock;
  }

  /// @param isNew false when the same change was told before
  public record Recorded(ChangeEvent change, boolean isNew) {}

  /// Keeps the change; durable when it returns. Telling the same one again is harmless: a request
  /// without id has one derived from its other fields and its time, or, when that is not given
  /// either, the ten minutes it came in; so a retry is recognised and a roll-back to an old version
  /// an hour later is not taken for one.
  ///
  /// @throws HeadroomException with [ErrorCode#INVALID] that names the field at fault
  public Recorded record(ChangeRequest request) {
    String service = text("service", request.service());
    if (service.isEmpty()) {
      throw invalid("service is missing; expected the service.name that its telemetry carries");
    }
    ChangeEvent.Kind kind = kind(request.kind());
    String version = text("version", request.version());
    if (kind == ChangeEvent.Kind.DEPLOY && version.isEmpty()) {
      throw invalid("version is missing; expected the service.version that is deployed");
    }
    Instant now = clock.instant();
    Instant at = request.at() == null ? now : request.at();
    if (at.isAfter(now.plus(FUTURE_ALLOWED))) {
      throw invalid("at '" + at + "' is in the future; expected a time up to now, " + now);
    }
    ChangeEvent change =
        new ChangeEvent(
            id(request, service, version, kind, now),
            at,
            new ServiceName(service),
            version,
            text("environment", request.environment()),
            kind,
            text("description", request.description()),
            WebAddress.checked("url", text("url", request.url())),
            "api");
    return new Recorded(change, log.record(change));
  }

  private static ChangeEvent.Kind kind(@Nullable String given) {
    String name = text("kind", given);
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "", "deploy" -> ChangeEvent.Kind.DEPLOY;
      case "config" -> ChangeEvent.Kind.CONFIG;
      case "flag" -> ChangeEvent.Kind.FLAG;
      case "scale" -> ChangeEvent.Kind.SCALE;
      case "infrastructure" -> ChangeEvent.Kind.INFRASTRUCTURE;
      case "other" -> ChangeEvent.Kind.OTHER;
      default ->
          throw invalid(
              "kind '"
                  + name
                  + "' is unknown; expected one of deploy, config, flag, scale,"
                  + " infrastructure, other");
    };
  }

  private static String text(String field, @Nullable String given) {
    String text = given == null ? "" : given.strip();
    if (text.length() > MAX_TEXT) {
      throw invalid(field + " has " + text.length() + " characters; expected at most " + MAX_TEXT);
    }
    return text;
  }

  private static String id(
      ChangeRequest request, String service, String version, ChangeEvent.Kind kind, Instant now) {
    String given = text("id", request.id());
    if (!given.isEmpty()) {
      return given;
    }
    String all =
        String.join(
            "\n",
            service,
            version,
            text("environment", request.environment()),
            kind.name(),
            text("description", request.description()),
            text("url", request.url()),
            request.at() == null
                ? Long.toString(now.getEpochSecond() / SAME_CHANGE.toSeconds())
                : request.at().toString());
    return "api-" + digest(all);
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static HeadroomException invalid(String message) {
    return new HeadroomException(ErrorCode.INVALID, message);
  }
}
