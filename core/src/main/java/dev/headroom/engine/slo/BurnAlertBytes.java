package dev.headroom.engine.slo;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.slo.BurnAlert;
import dev.headroom.slo.BurnRule;
import dev.headroom.slo.SloName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Turns the alerts of budgets into bytes and back, so that they go on after a restart.
final class BurnAlertBytes {
  private static final int VERSION = 1;

  private BurnAlertBytes() {}

  static byte[] write(Collection<BurnAlert> alerts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeInt(alerts.size());
      for (BurnAlert alert : alerts) {
        out.writeUTF(alert.slo().value());
        out.writeUTF(alert.objective());
        out.writeUTF(alert.severity().name());
        out.writeUTF(alert.state().name());
        write(out, alert.since());
        write(out, alert.startsAt());
        write(out, alert.firedAt());
        write(out, alert.endsAt());
        write(out, alert.clearSince());
        out.writeInt(alert.pendingSince().size());
        for (Map.Entry<String, Instant> pending : alert.pendingSince().entrySet()) {
          out.writeUTF(pending.getKey());
          write(out, pending.getValue());
        }
        out.writeUTF(alert.rule());
      }
    } catch (IOException e) {
      throw new IllegalStateException("bytes on the heap could not be written", e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, @Nullable Instant instant) throws IOException {
    out.writeBoolean(instant != null);
    if (instant != null) {
      out.writeLong(instant.getEpochSecond());
      out.writeInt(instant.getNano());
    }
  }

  /// @throws HeadroomException when a newer program wrote them
  static List<BurnAlert> read(byte[] bytes) {
    List<BurnAlert> alerts = new ArrayList<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readByte();
      if (version != VERSION) {
        throw new HeadroomException(
            ErrorCode.CONFLICT,
            "the state of the alerts has version "
                + version
                + "; expected "
                + VERSION
                + ": start the newer program that wrote it");
      }
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        alerts.add(alert(in));
      }
    } catch (IOException e) {
      throw new HeadroomException(
          ErrorCode.INTERNAL, "the state of the alerts cannot be read: " + e, e);
    }
    return alerts;
  }

  private static BurnAlert alert(DataInputStream in) throws IOException {
    SloName slo = new SloName(in.readUTF());
    String objective = in.readUTF();
    BurnRule.Severity severity = BurnRule.Severity.valueOf(in.readUTF());
    BurnAlert.State state = BurnAlert.State.valueOf(in.readUTF());
    Instant since = instant(in);
    Instant startsAt = instant(in);
    Instant firedAt = instant(in);
    Instant endsAt = instant(in);
    Instant clearSince = instant(in);
    Map<String, Instant> pending = new TreeMap<>();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      String rule = in.readUTF();
      Instant from = instant(in);
      if (from != null) {
        pending.put(rule, from);
      }
    }
    return new BurnAlert(
        slo,
        objective,
        severity,
        state,
        since == null ? Instant.EPOCH : since,
        startsAt,
        firedAt,
        endsAt,
        clearSince,
        pending,
        in.readUTF());
  }

  private static @Nullable Instant instant(DataInputStream in) throws IOException {
    return in.readBoolean() ? Instant.ofEpochSecond(in.readLong(), in.readInt()) : null;
  }
}
