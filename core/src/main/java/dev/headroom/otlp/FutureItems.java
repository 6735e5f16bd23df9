package dev.headroom.otlp;

import dev.headroom.signal.SignalType;

/// Takes spans, data points and log records out of a request whose time lies too far ahead. What is
/// left is a request of its own, so that whoever reads it again finds the same items.
public final class FutureItems {
  private static final int POINTS_LEVEL = 3;

  private final SignalType signal;
  private final long latestNanos;
  private int removed;

  /// @param request the rest, as an OTLP request
  /// @param removed how many items were taken out
  public record Rest(byte[] request, int removed) {}

  private FutureItems(SignalType signal, long latestNanos) {
    this.signal = signal;
    this.latestNanos = latestNanos;
  }

  /// The request without the items later than that; all other bytes are copied as they are.
  ///
  /// @param latestNanos nanoseconds since the epoch
  /// @throws dev.headroom.base.HeadroomException with `INVALID` when the bytes are no such message
  public static Rest remove(SignalType signal, byte[] request, long latestNanos) {
    FutureItems items = new FutureItems(signal, latestNanos);
    ProtoWriter out = new ProtoWriter(request.length);
    items.copy(new ProtoReader(request, "request"), out, 0);
    return new Rest(out.toByteArray(), items.removed);
  }

  /// The field that tells an item's time, as OTLP's protobuf names it.
  public static String field(SignalType signal) {
    return switch (signal) {
      case TRACES -> "start_time_unix_nano or end_time_unix_nano";
      case METRICS -> "time_unix_nano";
      case LOGS -> "time_unix_nano (or without it observed_time_unix_nano)";
    };
  }

  /// @param level how deep the message lies: request, resource, scope, item (for metrics: metric,
  ///   its data, point)
  private void copy(ProtoReader in, ProtoWriter out, int level) {
    while (in.more()) {
      int start = in.position();
      int tag = in.tag();
      if (!leadsToItems(tag, level)) {
        in.skip();
        out.raw(in.bytes(), start, in.position() - start);
        continue;
      }
      in.enter("message");
      if (level == lastLevel()) {
        item(in, out, tag >>> 3);
      } else {
        out.message(tag >>> 3, nested -> copy(in, nested, level + 1));
      }
      in.leave();
    }
  }

  private int lastLevel() {
    return signal == SignalType.METRICS ? 4 : 2;
  }

  private static boolean leadsToItems(int tag, int level) {
    if ((tag & 7) != ProtoReader.BYTES) {
      return false;
    }
    int field = tag >>> 3;
    return switch (level) {
      case 0, 4 -> field == 1;
      case POINTS_LEVEL -> field == 5 || field == 7 || (field >= 9 && field <= 11);
      default -> field == 2;
    };
  }

  private void item(ProtoReader in, ProtoWriter out, int field) {
    int start = in.position();
    int length = in.limit() - start;
    if (time(in) > latestNanos) {
      removed++;
    } else {
      out.bytes(field, in.bytes(), start, length);
    }
  }

  /// The item's latest time.
  private long time(ProtoReader in) {
    long time = 0;
    long observed = 0;
    while (in.more()) {
      int tag = in.tag();
      if ((tag & 7) != ProtoReader.FIXED64) {
        in.skip();
        continue;
      }
      long value = in.fixed64();
      switch (signal) {
        case TRACES -> time = tag >>> 3 == 7 || tag >>> 3 == 8 ? Math.max(time, value) : time;
        case METRICS -> time = tag >>> 3 == 3 ? value : time;
        case LOGS -> {
          time = tag >>> 3 == 1 ? value : time;
          observed = tag >>> 3 == 11 ? value : observed;
        }
      }
    }
    return time == 0 ? observed : time;
  }
}
