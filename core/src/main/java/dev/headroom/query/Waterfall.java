package dev.headroom.query;

import dev.headroom.base.SpanId;
import dev.headroom.query.view.AttributeView;
import dev.headroom.query.view.TraceView.EventView;
import dev.headroom.query.view.TraceView.LinkView;
import dev.headroom.query.view.TraceView.Slice;
import dev.headroom.query.view.TraceView.SpanRow;
import dev.headroom.rollup.TracePaths.RootPath;
import dev.headroom.rollup.TracePaths.Segment;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Puts the spans of one trace into the order of a waterfall. Walks without recursion: a trace may
/// be as deep as it has spans.
final class Waterfall {
  private static final Comparator<Span> BY_START =
      Comparator.comparingLong(Span::startNanos)
          .thenComparing(Comparator.comparingLong(Span::endNanos).reversed())
          .thenComparing((a, b) -> Long.compareUnsigned(a.spanId().value(), b.spanId().value()));

  private final PayloadReader payloads;
  private final long start;
  private final Map<SpanId, Long> shifts;
  private final Map<SpanId, List<Segment>> critical = new HashMap<>();
  private final Map<SpanId, List<Span>> children = new HashMap<>();
  private final List<Span> orphans = new ArrayList<>();
  private final List<SpanRow> rows = new ArrayList<>();

  private record Visit(Span span, int depth) {}

  /// @param start earliest start of all spans, nanoseconds since the epoch
  Waterfall(
      List<Span> spans,
      PayloadReader payloads,
      long start,
      RootPath main,
      Map<SpanId, Long> shifts) {
    this.payloads = payloads;
    this.start = start;
    this.shifts = shifts;
    for (Segment segment : main.path()) {
      critical.computeIfAbsent(segment.spanId(), _ -> new ArrayList<>()).add(segment);
    }
    arrange(spans);
  }

  /// Parents before their children, siblings by start.
  List<SpanRow> rows() {
    return rows;
  }

  /// Spans whose parent is not there.
  List<Span> orphans() {
    return orphans;
  }

  private void arrange(List<Span> spans) {
    Map<SpanId, Span> byId = new HashMap<>();
    spans.forEach(span -> byId.put(span.spanId(), span));
    List<Span> tops = new ArrayList<>();
    for (Span span : spans.stream().sorted(BY_START).toList()) {
      SpanId parent = span.parentId();
      if (parent == null || parent.equals(span.spanId())) {
        tops.add(span);
      } else if (!byId.containsKey(parent)) {
        tops.add(span);
        orphans.add(span);
      } else {
        children.computeIfAbsent(parent, _ -> new ArrayList<>()).add(span);
      }
    }
    Set<SpanId> shown = new HashSet<>();
    tops.forEach(top -> walk(top, shown));
    // Spans in a ring of parents are below no top; each ring starts at its earliest span.
    for (Span span : spans.stream().sorted(BY_START).toList()) {
      walk(span, shown);
    }
  }

  private void walk(Span top, Set<SpanId> shown) {
    Deque<Visit> open = new ArrayDeque<>();
    open.push(new Visit(top, 0));
    while (!open.isEmpty()) {
      Visit visit = open.pop();
      if (shown.add(visit.span().spanId())) {
        List<Span> below = children.getOrDefault(visit.span().spanId(), List.of());
        rows.add(row(visit.span(), visit.depth(), below.size()));
        below.reversed().forEach(child -> open.push(new Visit(child, visit.depth() + 1)));
      }
    }
  }

  private SpanRow row(Span span, int depth, int below) {
    SpanId parent = span.parentId();
    List<Segment> own = critical.getOrDefault(span.spanId(), List.of());
    return new SpanRow(
        span.spanId().toString(),
        parent == null ? null : parent.toString(),
        depth,
        below,
        span.startNanos() - start,
        span.durationNanos(),
        span.service().value(),
        span.resource().text("service.version"),
        span.resource().text("service.instance.id", "host.name"),
        span.name(),
        payloads.operation(span).value(),
        span.kind().name(),
        span.status() == Span.Status.ERROR,
        span.statusMessage(),
        own.stream().mapToLong(s -> s.endNanos() - s.startNanos()).sum(),
        !own.isEmpty(),
        own.stream()
            .map(s -> new Slice(s.startNanos() - start, s.endNanos() - s.startNanos()))
            .toList(),
        orphans.contains(span),
        shifts.getOrDefault(span.spanId(), 0L),
        attributes(span.attributes()),
        attributes(span.resource()),
        span.scope().name(),
        events(span),
        links(span),
        span.droppedAttributes(),
        span.droppedEvents(),
        span.droppedLinks());
  }

  private List<EventView> events(Span span) {
    return span.events().stream()
        .map(e -> new EventView(e.timeNanos() - start, e.name(), attributes(e.attributes())))
        .toList();
  }

  private static List<LinkView> links(Span span) {
    return span.links().stream()
        .map(l ->
            new LinkView(l.traceId().toString(), l.spanId().toString(), attributes(l.attributes())))
        .toList();
  }

  static List<AttributeView> attributes(Attributes attributes) {
    List<AttributeView> views = new ArrayList<>(attributes.values().size());
    attributes.values().forEach((key, value) -> views.add(new AttributeView(key, value.asText())));
    return views;
  }
}
