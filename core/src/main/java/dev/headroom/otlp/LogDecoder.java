package dev.headroom.otlp;

import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.LogRecord;
import dev.headroom.signal.Scope;
import dev.headroom.signal.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads `ExportLogsServiceRequest`, which is `LogsData`. Without state and thread-safe.
public final class LogDecoder {
  private static final int SEVERITY_MAX = 24;

  private static final int TIME = 1 << 3 | ProtoReader.FIXED64;
  private static final int SEVERITY = 2 << 3 | ProtoReader.VARINT;
  private static final int SEVERITY_TEXT = 3 << 3 | ProtoReader.BYTES;
  private static final int BODY = 5 << 3 | ProtoReader.BYTES;
  private static final int ATTRIBUTES = 6 << 3 | ProtoReader.BYTES;
  private static final int DROPPED = 7 << 3 | ProtoReader.VARINT;
  private static final int TRACE_ID = 9 << 3 | ProtoReader.BYTES;
  private static final int SPAN_ID = 10 << 3 | ProtoReader.BYTES;
  private static final int OBSERVED = 11 << 3 | ProtoReader.FIXED64;
  private static final int EVENT_NAME = 12 << 3 | ProtoReader.BYTES;

  private LogDecoder() {}

  /// All valid records, in the order they were sent.
  ///
  /// @throws dev.headroom.base.HeadroomException with `INVALID` when the bytes are no such message
  public static List<LogRecord> decode(byte[] request) {
    List<LogRecord> records = new ArrayList<>();
    decode(request, records::add);
    return records;
  }

  /// Hands on every valid record. When the bytes turn out malformed, records before the damage have
  /// been handed on already. A record with an impossible time is rejected; an impossible trace or
  /// span id is only left out.
  ///
  /// @throws dev.headroom.base.HeadroomException with `INVALID` when the bytes are no such message
  public static Tally decode(byte[] request, Consumer<LogRecord> sink) {
    Tally.Counter counter = new Tally.Counter();
    Groups.each(
        request,
        Groups.LOGS,
        (in, resource, scope) -> {
          in.enter("LogRecord");
          record(in, resource, scope, counter, sink);
          in.leave();
        });
    return counter.tally();
  }

  private static void record(
      ProtoReader in,
      Attributes resource,
      Scope scope,
      Tally.Counter counter,
      Consumer<LogRecord> sink) {
    long timeNanos = 0;
    long observedNanos = 0;
    int severity = 0;
    String severityText = "";
    String eventName = "";
    Value body = AnyValues.EMPTY;
    AnyValues.Builder attributes = new AnyValues.Builder();
    int dropped = 0;
    @Nullable TraceId traceId = null;
    @Nullable SpanId spanId = null;
    while (in.more()) {
      switch (in.tag()) {
        case TIME -> timeNanos = in.fixed64();
        case OBSERVED -> observedNanos = in.fixed64();
        case SEVERITY -> severity = (int) in.varint();
        case SEVERITY_TEXT -> severityText = in.text();
        case BODY -> body = AnyValues.value(in);
        case ATTRIBUTES -> attributes.add(in);
        case DROPPED -> dropped = (int) in.varint();
        case TRACE_ID -> traceId = Ids.trace(in);
        case SPAN_ID -> spanId = Ids.span(in);
        case EVENT_NAME -> eventName = in.text();
        default -> in.skip();
      }
    }
    if (timeNanos < 0 || observedNanos < 0) {
      counter.reject("a time lies after the year 2262; expected nanoseconds since the epoch");
      return;
    }
    if (!counter.accept()) {
      return;
    }
    Attributes read = attributes.build();
    sink.accept(
        new LogRecord(
            timeNanos == 0 ? observedNanos : timeNanos,
            observedNanos,
            severity >= 1 && severity <= SEVERITY_MAX ? severity : 0,
            severityText,
            // Before events had a field of their own they were named by an attribute.
            eventName.isEmpty() ? read.text("event.name") : eventName,
            body,
            read,
            dropped + attributes.dropped(),
            traceId,
            spanId,
            resource,
            scope));
  }
}
