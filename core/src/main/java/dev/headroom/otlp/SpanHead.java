package dev.headroom.otlp;

import org.jspecify.annotations.Nullable;

/// The ids and times of the span being read, and the rules for them that all readers of spans
/// share.
final class SpanHead {
  long traceHi;
  long traceLo;
  long spanId;
  long parentId;
  long startNanos;
  long endNanos;
  private int traceLength;
  private int spanLength;
  private int parentLength;

  void clear() {
    traceHi = 0;
    traceLo = 0;
    spanId = 0;
    parentId = 0;
    startNanos = 0;
    endNanos = 0;
    traceLength = 0;
    spanLength = 0;
    parentLength = 0;
  }

  /// Reads the trace id under the cursor, whatever its length.
  void traceId(ProtoReader in) {
    traceLength = in.length();
    int at = in.position();
    if (traceLength == 16) {
      traceHi = in.bigEndian(at);
      traceLo = in.bigEndian(at + 8);
    }
    in.seek(at + traceLength);
  }

  void spanId(ProtoReader in) {
    spanLength = in.length();
    int at = in.position();
    if (spanLength == 8) {
      spanId = in.bigEndian(at);
    }
    in.seek(at + spanLength);
  }

  void parentId(ProtoReader in) {
    parentLength = in.length();
    int at = in.position();
    parentId = parentLength == 8 ? in.bigEndian(at) : 0;
    in.seek(at + parentLength);
  }

  /// Puts times right that are merely odd (a start left out, an end before the start); says why the
  /// span has to be rejected, null when it is sound.
  @Nullable String settle() {
    if (traceLength != 16) {
      return "traceId has " + traceLength + " bytes; expected 16";
    }
    if (traceHi == 0 && traceLo == 0) {
      return "traceId is all zeros; expected 16 bytes";
    }
    if (spanLength != 8) {
      return "spanId has " + spanLength + " bytes; expected 8";
    }
    if (spanId == 0) {
      return "spanId is all zeros; expected 8 bytes";
    }
    if (parentLength != 8 && parentLength != 0) {
      return "parentSpanId has " + parentLength + " bytes; expected 8 or none";
    }
    if (startNanos < 0 || endNanos < 0) {
      return "a time lies after the year 2262; expected nanoseconds since the epoch";
    }
    if (startNanos == 0) {
      startNanos = endNanos;
    } else if (endNanos < startNanos) {
      endNanos = startNanos;
    }
    return null;
  }
}
