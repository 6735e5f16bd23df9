package dev.headroom.engine.slo;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.engine.slo.CauseFinder.Cause;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
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

/// Turns the alerts of budgets, and how they are placed, into bytes and back, so that they go on
/// after a restart.
final class BurnAlertBytes {
  private static final int VERSION = 2;

  /// Of bytes that do not tell yet how alerts are placed.
  private static final int UNPLACED = 1;

  /// @param placed by the id of the alert
  record Remembered(List<BurnAlert> alerts, Map<String, Placed> placed) {
    static final Remembered NOTHING = new Remembered(List.of(), Map.of());
  }

  private BurnAlertBytes() {}

  static byte[] write(Collection<BurnAlert> alerts, Map<String, Placed> placed) {
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
      out.writeInt(placed.size());
      for (Map.Entry<String, Placed> each : new TreeMap<>(placed).entrySet()) {
        out.writeUTF(each.getKey());
        write(out, each.getValue());
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

  private static void write(DataOutputStream out, Placed placed) throws IOException {
    Cause cause = placed.cause();
    out.writeBoolean(cause != null);
    if (cause != null) {
      out.writeDouble(cause.share());
      out.writeInt(cause.path().size());
      for (NodeId node : cause.path()) {
        write(out, node);
      }
    }
    NodeId toldFor = placed.toldFor();
    out.writeBoolean(toldFor != null);
    if (toldFor != null) {
      write(out, toldFor);
    }
    String lead = placed.lead();
    out.writeBoolean(lead != null);
    if (lead != null) {
      out.writeUTF(lead);
    }
    write(out, placed.alone());
  }

  private static void write(DataOutputStream out, NodeId node) throws IOException {
    out.writeUTF(node.type().name());
    out.writeUTF(node.name());
  }

  /// @throws HeadroomException when a newer program wrote them
  static Remembered read(byte[] bytes) {
    List<BurnAlert> alerts = new ArrayList<>();
    Map<String, Placed> placed = new TreeMap<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readByte();
      if (version != VERSION && version != UNPLACED) {
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
      int places = version == UNPLACED ? 0 : in.readInt();
      for (int i = 0; i < places; i++) {
        placed.put(in.readUTF(), placed(in));
      }
    } catch (IOException e) {
      throw new HeadroomException(
          ErrorCode.INTERNAL, "the state of the alerts cannot be read: " + e, e);
    }
    return new Remembered(alerts, placed);
  }

  private static Placed placed(DataInputStream in) throws IOException {
    Cause cause = in.readBoolean() ? cause(in) : null;
    NodeId toldFor = in.readBoolean() ? node(in) : null;
    String lead = in.readBoolean() ? in.readUTF() : null;
    return new Placed(cause, toldFor, lead, instant(in));
  }

  private static Cause cause(DataInputStream in) throws IOException {
    double share = in.readDouble();
    int length = in.readInt();
    List<NodeId> path = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      path.add(node(in));
    }
    return new Cause(path.getLast(), share, path);
  }

  private static NodeId node(DataInputStream in) throws IOException {
    return new NodeId(NodeType.valueOf(in.readUTF()), in.readUTF());
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
