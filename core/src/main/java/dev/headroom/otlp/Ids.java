package dev.headroom.otlp;

import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import org.jspecify.annotations.Nullable;

/// Reads the ids of traces and spans that are mentioned; an impossible one is no id.
final class Ids {
  private Ids() {}

  static @Nullable TraceId trace(ProtoReader in) {
    int length = in.length();
    int at = in.position();
    in.seek(at + length);
    if (length != 16) {
      return null;
    }
    long hi = in.bigEndian(at);
    long lo = in.bigEndian(at + 8);
    return hi == 0 && lo == 0 ? null : new TraceId(hi, lo);
  }

  static @Nullable SpanId span(ProtoReader in) {
    int length = in.length();
    int at = in.position();
    in.seek(at + length);
    if (length != 8) {
      return null;
    }
    long id = in.bigEndian(at);
    return id == 0 ? null : new SpanId(id);
  }
}
