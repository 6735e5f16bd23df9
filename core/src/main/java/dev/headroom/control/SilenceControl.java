package dev.headroom.control;

import dev.headroom.alert.Matcher;
import dev.headroom.alert.Silence;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.store.SilenceStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes and ends silences. Thread-safe; durable when a call returns.
public final class SilenceControl {
  private static final int MAX_TEXT = 2_000;
  private static final Duration LONGEST = Duration.ofDays(366);

  private final SilenceStore silences;
  private final SilenceMirror mirror;
  private final InstantSource clock;

  public SilenceControl(SilenceStore silences, SilenceMirror mirror, InstantSource clock) {
    this.silences = silences;
    this.mirror = mirror;
    this.clock = clock;
  }

  /// Makes a silence; one with a known id is replaced.
  ///
  /// @throws HeadroomException with [ErrorCode#INVALID] that names the field at fault
  public Silence create(SilenceRequest request) {
    Instant now = clock.instant();
    Instant from = request.from() == null ? now : request.from();
    Instant to = end(request, from);
    if (!to.isAfter(now)) {
      throw invalid("to '" + to + "' is over; expected a time after now, " + now);
    }
    if (Duration.between(from, to).compareTo(LONGEST) > 0) {
      throw invalid("to '" + to + "' is too far away; expected at most 366 days after from");
    }
    List<String> matchers = request.matchers() == null ? List.of() : request.matchers();
    String id = text("id", request.id(), false);
    Silence silence =
        new Silence(
            id.isEmpty() ? UUID.randomUUID().toString() : checked(id),
            matchers.stream().map(Matcher::parse).toList(),
            from,
            to,
            text("who", request.who(), true),
            text("why", request.why(), true),
            now,
            "");
    silences.put(silence);
    mirror.changed();
    return silence;
  }

  private String checked(String id) {
    if (!id.matches("[A-Za-z0-9._-]{1,100}")) {
      throw invalid("id '" + id + "' is not valid; expected letters, digits, '.', '_' and '-'");
    }
    silences
        .silence(id)
        .filter(silence -> !silence.own())
        .ifPresent(silence -> {
          throw new HeadroomException(
              ErrorCode.CONFLICT,
              "id '"
                  + id
                  + "' is that of a silence of '"
                  + silence.origin()
                  + "'; expected another");
        });
    return id;
  }

  private static Instant end(SilenceRequest request, Instant from) {
    Integer minutes = request.minutes();
    Instant to = request.to();
    if ((to == null) == (minutes == null)) {
      throw invalid("to or minutes is missing, or both are given; expected one of them");
    }
    if (to != null) {
      return to;
    }
    if (minutes == null || minutes < 1) {
      throw invalid("minutes '" + minutes + "' is not valid; expected 1 or more");
    }
    return from.plus(Duration.ofMinutes(minutes));
  }

  private static String text(String field, @Nullable String given, boolean needed) {
    String text = given == null ? "" : given.strip();
    if (text.length() > MAX_TEXT) {
      throw invalid(field + " has " + text.length() + " characters; expected at most " + MAX_TEXT);
    }
    if (needed && text.isEmpty()) {
      throw invalid(field + " is missing; expected a text, for those who come upon the silence");
    }
    return text;
  }

  /// Ends a silence now; ending one that is over changes nothing. One that was read from an
  /// Alertmanager is ended there.
  ///
  /// @throws HeadroomException with [ErrorCode#NOT_FOUND] when there is none of that id
  public Silence expire(String id) {
    Instant now = clock.instant();
    Silence silence =
        silences
            .silence(id)
            .orElseThrow(() ->
                new HeadroomException(
                    ErrorCode.NOT_FOUND, "id '" + id + "' is of no silence; see the list"));
    if (!silence.to().isAfter(now)) {
      return silence;
    }
    if (!silence.own()) {
      mirror.expireThere(silence);
    }
    Silence over = silence.until(now, now);
    silences.put(over);
    mirror.changed();
    return over;
  }

  private static HeadroomException invalid(String message) {
    return new HeadroomException(ErrorCode.INVALID, message);
  }
}
