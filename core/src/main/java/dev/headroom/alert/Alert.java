package dev.headroom.alert;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Something that is or was wrong. Its identity towards other systems is its label set, so labels
/// hold nothing that changes while it lasts; what does change is in the annotations.
///
/// @param id stable and unique, one for each time that the same thing went wrong
/// @param source who found it
/// @param state where it stands
/// @param severity `page`, `ticket`, or what another system calls it
/// @param labels `alertname`, `severity`, `service`, `slo`, `owner` and so on
/// @param annotations `summary`, `description`, `runbook` and so on
/// @param startsAt when it began
/// @param changedAt when state or annotations last changed
/// @param endsAt when it ended; null while it lasts
/// @param lead id of the alert whose cause it shares and under which it is told; null when it is
///   told by itself
/// @param link where to look; may be empty
public record Alert(
    String id,
    Source source,
    State state,
    String severity,
    Map<String, String> labels,
    Map<String, String> annotations,
    Instant startsAt,
    Instant changedAt,
    @Nullable Instant endsAt,
    @Nullable String lead,
    String link) {

  /// The annotation that carries the id to other systems, so that an alert that comes back is
  /// recognised.
  public static final String ID_ANNOTATION = "headroom_id";

  /// The annotation that lists, a line each, what is told under this alert.
  public static final String SYMPTOMS_ANNOTATION = "symptoms";

  private static final int FINGERPRINT_BYTES = 8;

  /// Who found it.
  public enum Source {
    HEADROOM,
    ALERTMANAGER,
    CLOUDEVENTS
  }

  /// Where it stands.
  public enum State {
    /// The condition holds, but not for long enough.
    PENDING,
    FIRING,
    /// It fired, and too little is known now to tell whether it still would.
    FROZEN,
    RESOLVED
  }

  public Alert {
    if (id.isBlank()) {
      throw new HeadroomException(ErrorCode.INVALID, "id of an alert is blank; expected a text");
    }
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
  }

  /// Whether it is to be told as going on.
  public boolean active() {
    return state == State.FIRING || state == State.FROZEN;
  }

  /// The label, empty when there is none.
  public String label(String name) {
    return labels.getOrDefault(name, "");
  }

  /// The annotation, empty when there is none.
  public String annotation(String name) {
    return annotations.getOrDefault(name, "");
  }

  /// The same alert with one annotation set.
  public Alert withAnnotation(String name, String value) {
    Map<String, String> more = new TreeMap<>(annotations);
    more.put(name, value);
    return new Alert(
        id, source, state, severity, labels, more, startsAt, changedAt, endsAt, lead, link);
  }

  /// 16 hexadecimal digits that are the same for alerts that other systems take for one: those with
  /// the same labels.
  public String fingerprint() {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      labels.forEach((name, value) -> {
        hash.update(name.getBytes(StandardCharsets.UTF_8));
        hash.update((byte) 0xff);
        hash.update(value.getBytes(StandardCharsets.UTF_8));
        hash.update((byte) 0xff);
      });
      return HexFormat.of().formatHex(hash.digest(), 0, FINGERPRINT_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
