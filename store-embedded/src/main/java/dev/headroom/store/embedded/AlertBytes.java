package dev.headroom.store.embedded;

import dev.headroom.alert.Alert;
import dev.headroom.alert.KeptAlert;
import dev.headroom.alert.Matcher;
import dev.headroom.alert.Silence;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Alerts and silences as bytes: a version, then the fields in order. Texts and lists carry their
/// length; stateless.
final class AlertBytes {
  private static final int VERSION = 1;

  private AlertBytes() {}

  private interface Writing {
    void write(DataOutputStream out) throws IOException;
  }

  private interface Reading<T> {
    T read(DataInputStream in) throws IOException;
  }

  private static byte[] bytes(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      writing.write(out);
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot be written", e);
    }
    return bytes.toByteArray();
  }

  private static <T> T read(byte[] bytes, Reading<T> reading) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readUnsignedByte();
      if (version != VERSION) {
        throw new IOException("version " + version + "; expected " + VERSION);
      }
      return reading.read(in);
    } catch (IOException e) {
      throw new HeadroomException(
          ErrorCode.INTERNAL, "a stored alert or silence is damaged: " + e.getMessage(), e);
    }
  }

  static byte[] of(Alert alert) {
    return bytes(out -> alert(alert, out));
  }

  static Alert alert(byte[] bytes) {
    return read(bytes, AlertBytes::alert);
  }

  static byte[] of(KeptAlert kept) {
    return bytes(out -> {
      alert(kept.alert(), out);
      out.writeInt(kept.targets().size());
      for (String target : kept.targets()) {
        text(target, out);
      }
      Map<String, String> told = new LinkedHashMap<>();
      kept.told().forEach((target, state) -> told.put(target, state.name()));
      texts(told, out);
    });
  }

  static KeptAlert kept(long sequence, byte[] bytes) {
    return read(
        bytes,
        in -> {
          Alert alert = alert(in);
          List<String> targets = new ArrayList<>();
          for (int left = in.readInt(); left > 0; left--) {
            targets.add(text(in));
          }
          Map<String, Alert.State> told = new LinkedHashMap<>();
          texts(in).forEach((target, state) -> told.put(target, Alert.State.valueOf(state)));
          return new KeptAlert(sequence, alert, targets, told);
        });
  }

  static byte[] of(Silence silence) {
    return bytes(out -> {
      text(silence.id(), out);
      out.writeInt(silence.matchers().size());
      for (Matcher matcher : silence.matchers()) {
        text(matcher.name(), out);
        text(matcher.operator().name(), out);
        text(matcher.value(), out);
      }
      time(silence.from(), out);
      time(silence.to(), out);
      text(silence.who(), out);
      text(silence.why(), out);
      time(silence.changedAt(), out);
      text(silence.origin(), out);
    });
  }

  static Silence silence(byte[] bytes) {
    return read(
        bytes,
        in -> {
          String id = text(in);
          List<Matcher> matchers = new ArrayList<>();
          for (int left = in.readInt(); left > 0; left--) {
            matchers.add(new Matcher(text(in), Matcher.Operator.valueOf(text(in)), text(in)));
          }
          return new Silence(
              id, matchers, time(in), time(in), text(in), text(in), time(in), text(in));
        });
  }

  private static void alert(Alert alert, DataOutputStream out) throws IOException {
    text(alert.id(), out);
    text(alert.source().name(), out);
    text(alert.state().name(), out);
    text(alert.severity(), out);
    texts(alert.labels(), out);
    texts(alert.annotations(), out);
    time(alert.startsAt(), out);
    time(alert.changedAt(), out);
    Instant end = alert.endsAt();
    out.writeBoolean(end != null);
    if (end != null) {
      time(end, out);
    }
    String lead = alert.lead();
    out.writeBoolean(lead != null);
    if (lead != null) {
      text(lead, out);
    }
    text(alert.link(), out);
  }

  private static Alert alert(DataInputStream in) throws IOException {
    return new Alert(
        text(in),
        Alert.Source.valueOf(text(in)),
        Alert.State.valueOf(text(in)),
        text(in),
        texts(in),
        texts(in),
        time(in),
        time(in),
        in.readBoolean() ? time(in) : null,
        maybe(in),
        text(in));
  }

  private static @Nullable String maybe(DataInputStream in) throws IOException {
    return in.readBoolean() ? text(in) : null;
  }

  private static void texts(Map<String, String> texts, DataOutputStream out) throws IOException {
    out.writeInt(texts.size());
    for (Map.Entry<String, String> entry : texts.entrySet()) {
      text(entry.getKey(), out);
      text(entry.getValue(), out);
    }
  }

  private static Map<String, String> texts(DataInputStream in) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      texts.put(text(in), text(in));
    }
    return texts;
  }

  private static void text(String text, DataOutputStream out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }

  private static void time(Instant time, DataOutputStream out) throws IOException {
    out.writeLong(time.getEpochSecond());
    out.writeInt(time.getNano());
  }

  private static Instant time(DataInputStream in) throws IOException {
    return Instant.ofEpochSecond(in.readLong(), in.readInt());
  }
}
