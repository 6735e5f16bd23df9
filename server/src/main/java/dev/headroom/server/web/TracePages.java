package dev.headroom.server.web;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.TraceId;
import dev.headroom.query.Queries;
import dev.headroom.query.TraceSearch;
import dev.headroom.query.view.TraceView;
import dev.headroom.query.view.TracesView;
import dev.headroom.server.web.PageContext.Crumb;
import gg.jte.generated.precompiled.Templates;
import gg.jte.models.runtime.JteModel;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The search for traces, and one trace. Thread-safe.
final class TracePages {
  private static final int USUAL_LIMIT = 50;

  private final Queries queries;
  private final Templates templates;

  TracePages(Queries queries, Templates templates) {
    this.queries = queries;
    this.templates = templates;
  }

  JteModel search(PageRequest request) {
    TracesView page = queries.traces(search(request, request.cursor(), request.limit(USUAL_LIMIT)));
    return templates.traces(request.context("Traces", "traces"), page, scatter(request, page));
  }

  /// All that fit, whichever page of them is shown.
  private Scatter scatter(PageRequest request, TracesView page) {
    boolean whole = request.cursor() == null && page.nextCursor() == null;
    TracesView drawn = whole ? page : queries.traces(search(request, null, Scatter.MAX_POINTS));
    return new Scatter(request.window(), drawn.traces(), drawn.nextCursor() != null);
  }

  private static TraceSearch search(PageRequest request, @Nullable String cursor, int limit) {
    return new TraceSearch(
        request.window(),
        request.service("service"),
        !request.param("anySpan").isEmpty(),
        request.operation("operation"),
        request.nanos("minDuration", 0),
        request.nanos("maxDuration", Long.MAX_VALUE),
        status(request.param("status")),
        attributes(request),
        cursor,
        limit);
  }

  private static @Nullable Boolean status(String status) {
    return switch (status) {
      case "" -> null;
      case "error" -> true;
      case "ok" -> false;
      default ->
          throw new HeadroomException(
              ErrorCode.INVALID, "status '" + status + "'; expected error or ok");
    };
  }

  private static Map<String, String> attributes(PageRequest request) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (String line : request.repeated()) {
      for (String pair : line.strip().split("\\s+")) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          attributes.put(pair.substring(0, equals), pair.substring(equals + 1));
        } else if (!pair.isEmpty()) {
          throw new HeadroomException(
              ErrorCode.INVALID, "attribute '" + pair + "'; expected key=value");
        }
      }
    }
    return attributes;
  }

  JteModel trace(PageRequest request, String id) {
    TraceView view = queries.trace(TraceId.parse(id));
    String span = request.param("span");
    if (request.fragment() && !span.isEmpty()) {
      return span(view, span);
    }
    PageContext context = request.context(id, "traces");
    return templates.trace(
        request.context(
            view.service() + " " + view.operation(),
            "traces",
            new Crumb("Traces", context.href("/traces"))),
        view);
  }

  /// What is known of one span alone.
  private JteModel span(TraceView view, String id) {
    SpanResources resources = SpanResources.of(view.spans());
    return view.spans().stream()
        .filter(span -> span.spanId().equals(id))
        .findFirst()
        .map(span -> templates.partSpan(span, resources.number(span)))
        .orElseThrow(() ->
            new HeadroomException(
                ErrorCode.NOT_FOUND, "trace " + view.traceId() + " has no span '" + id + "'"));
  }
}
