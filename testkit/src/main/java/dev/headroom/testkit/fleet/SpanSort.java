package dev.headroom.testkit.fleet;

import dev.headroom.base.SpanId;
import dev.headroom.otlp.SemanticConventions;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.Scope;
import dev.headroom.signal.Span;
import dev.headroom.signal.SpanKind;
import dev.headroom.signal.SpanTables;
import dev.headroom.signal.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What spans of one step on one replica have in common, interned once.
final class SpanSort {
  private static final Scope SCOPE =
      new Scope("io.opentelemetry.java-agent", "2.33.0", Attributes.EMPTY);

  private final Replica replica;
  private final String name;
  private final SpanKind kind;
  private final Map<String, String> attributes;
  private final int shape;

  /// @param attributes those whose values hold a `?` get the span's literal there, when the service
  ///   sends literals
  SpanSort(
      SpanTables tables,
      Replica replica,
      String name,
      SpanKind kind,
      Map<String, String> attributes) {
    this.replica = replica;
    this.name = name;
    this.kind = kind;
    this.attributes = attributes;
    Span example = span(new Request(1, 1, 0), 1, null, 0, 0, false, -1, 7, "main");
    shape = tables.shapes().number(SemanticConventions.shape(example));
  }

  int shape() {
    return shape;
  }

  SpanKind kind() {
    return kind;
  }

  Replica replica() {
    return replica;
  }

  /// The whole span.
  Span span(
      Request request,
      long id,
      @Nullable SpanId parent,
      long start,
      long end,
      boolean error,
      int rows,
      long literal,
      String thread) {
    Map<String, Value> values = new LinkedHashMap<>();
    attributes.forEach((key, value) -> values.put(key, value(key, value, literal)));
    values.put("thread.name", new Value.Text(thread));
    if (rows >= 0) {
      values.put("db.response.returned_rows", new Value.Int64(rows));
    }
    if (attributes.containsKey("http.request.method")) {
      values.put("http.response.status_code", new Value.Int64(error ? 500 : 200));
    }
    if (error) {
      values.put("error.type", new Value.Text("500"));
    }
    return new Span(
        request.traceId(),
        new SpanId(id),
        parent,
        request.traceState(),
        0x101,
        name,
        kind,
        start,
        end,
        new Attributes(values),
        List.of(),
        List.of(),
        error ? Span.Status.ERROR : Span.Status.UNSET,
        "",
        0,
        0,
        0,
        replica.resource(),
        SCOPE);
  }

  private Value value(String key, String text, long literal) {
    boolean shown = replica.spec().literals || !key.equals("db.query.text");
    return new Value.Text(
        shown && text.indexOf('?') >= 0 ? text.replace("?", Long.toString(literal)) : text);
  }
}
