package dev.headroom.otlp;

import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.Scope;
import dev.headroom.signal.Span;
import dev.headroom.signal.SpanKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads `ExportTraceServiceRequest`, which is `TracesData`, into whole spans; for looking at
/// traces and for importing, while [SpanDecoder] takes the stream. Both accept and reject the same.
/// Without state and thread-safe.
public final class TraceDecoder {
  private static final int ITEMS_MAX = 16_384;
  private static final Span.Status[] STATUSES = Span.Status.values();

  private TraceDecoder() {}

  /// All valid spans, in the order they were sent.
  ///
  /// @throws dev.headroom.base.HeadroomException with `INVALID` when the bytes are no such message
  public static List<Span> decode(byte[] request) {
    List<Span> spans = new ArrayList<>();
    decode(request, spans::add);
    return spans;
  }

  /// Hands on every valid span. When the bytes turn out malformed, spans before the damage have
  /// been handed on already.
  ///
  /// @throws dev.headroom.base.HeadroomException with `INVALID` when the bytes are no such message
  public static Tally decode(byte[] request, Consumer<Span> sink) {
    Tally.Counter counter = new Tally.Counter();
    Groups.each(
        request,
        Groups.TRACES,
        (in, resource, scope) -> {
          in.enter("Span");
          new Reading(in).read(resource, scope, counter, sink);
          in.leave();
        });
    return counter.tally();
  }

  /// One span while it is read.
  private static final class Reading {
    private final ProtoReader in;
    private final SpanHead head = new SpanHead();
    private final AnyValues.Builder attributes = new AnyValues.Builder();
    private final List<Span.Event> events = new ArrayList<>();
    private final List<Span.Link> links = new ArrayList<>();
    private String name = "";
    private String traceState = "";
    private SpanKind kind = SpanKind.UNSPECIFIED;
    private Span.Status status = Span.Status.UNSET;
    private String statusMessage = "";
    private int flags;
    private int droppedAttributes;
    private int droppedEvents;
    private int droppedLinks;
    private int overflowingEvents;
    private int uselessLinks;

    Reading(ProtoReader in) {
      this.in = in;
    }

    void read(Attributes resource, Scope scope, Tally.Counter counter, Consumer<Span> sink) {
      while (in.more()) {
        field(in.tag());
      }
      String fault = head.settle();
      if (fault != null) {
        counter.reject(fault);
        return;
      }
      if (!counter.accept()) {
        return;
      }
      sink.accept(
          new Span(
              new TraceId(head.traceHi, head.traceLo),
              new SpanId(head.spanId),
              head.parentId == 0 ? null : new SpanId(head.parentId),
              traceState,
              flags,
              name,
              kind,
              head.startNanos,
              head.endNanos,
              attributes.build(),
              events,
              links,
              status,
              statusMessage,
              droppedAttributes + attributes.dropped(),
              droppedEvents + overflowingEvents,
              droppedLinks + uselessLinks,
              resource,
              scope));
    }

    private void field(int tag) {
      switch (tag) {
        case SpanTags.TRACE_ID -> head.traceId(in);
        case SpanTags.SPAN_ID -> head.spanId(in);
        case SpanTags.TRACE_STATE -> traceState = in.text();
        case SpanTags.PARENT_ID -> head.parentId(in);
        case SpanTags.NAME -> name = in.text();
        case SpanTags.KIND -> kind = SpanKind.of((int) in.varint());
        case SpanTags.START -> head.startNanos = in.fixed64();
        case SpanTags.END -> head.endNanos = in.fixed64();
        case SpanTags.ATTRIBUTES -> attributes.add(in);
        case SpanTags.DROPPED_ATTRIBUTES -> droppedAttributes = (int) in.varint();
        case SpanTags.EVENTS -> event();
        case SpanTags.DROPPED_EVENTS -> droppedEvents = (int) in.varint();
        case SpanTags.LINKS -> link();
        case SpanTags.DROPPED_LINKS -> droppedLinks = (int) in.varint();
        case SpanTags.STATUS -> status();
        case SpanTags.FLAGS -> flags = in.fixed32();
        default -> in.skip();
      }
    }

    private void event() {
      long timeNanos = 0;
      String eventName = "";
      AnyValues.Builder of = new AnyValues.Builder();
      int dropped = 0;
      in.enter("Event");
      while (in.more()) {
        switch (in.tag()) {
          case SpanTags.EVENT_TIME -> timeNanos = in.fixed64();
          case SpanTags.EVENT_NAME -> eventName = in.text();
          case SpanTags.EVENT_ATTRIBUTES -> of.add(in);
          case SpanTags.EVENT_DROPPED -> dropped = (int) in.varint();
          default -> in.skip();
        }
      }
      in.leave();
      if (events.size() < ITEMS_MAX) {
        events.add(new Span.Event(timeNanos, eventName, of.build(), dropped + of.dropped()));
      } else {
        overflowingEvents++;
      }
    }

    private void link() {
      TraceId linkedTrace = null;
      SpanId linkedSpan = null;
      String state = "";
      AnyValues.Builder of = new AnyValues.Builder();
      int linkFlags = 0;
      in.enter("Link");
      while (in.more()) {
        switch (in.tag()) {
          case SpanTags.LINK_TRACE_ID -> linkedTrace = Ids.trace(in);
          case SpanTags.LINK_SPAN_ID -> linkedSpan = Ids.span(in);
          case SpanTags.LINK_TRACE_STATE -> state = in.text();
          case SpanTags.LINK_ATTRIBUTES -> of.add(in);
          case SpanTags.LINK_FLAGS -> linkFlags = in.fixed32();
          default -> in.skip();
        }
      }
      in.leave();
      keep(linkedTrace, linkedSpan, state, of.build(), linkFlags);
    }

    /// A link that points nowhere counts as dropped.
    private void keep(
        @Nullable TraceId linkedTrace,
        @Nullable SpanId linkedSpan,
        String state,
        Attributes of,
        int linkFlags) {
      if (linkedTrace == null || linkedSpan == null || links.size() == ITEMS_MAX) {
        uselessLinks++;
      } else {
        links.add(new Span.Link(linkedTrace, linkedSpan, state, of, linkFlags));
      }
    }

    private void status() {
      in.enter("Status");
      while (in.more()) {
        switch (in.tag()) {
          case SpanTags.STATUS_MESSAGE -> statusMessage = in.text();
          case SpanTags.STATUS_CODE -> {
            int code = (int) in.varint();
            status = code >= 0 && code < STATUSES.length ? STATUSES[code] : Span.Status.UNSET;
          }
          default -> in.skip();
        }
      }
      in.leave();
    }
  }
}
