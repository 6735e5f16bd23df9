package dev.headroom.server.web;

import dev.headroom.query.view.AttributeView;
import dev.headroom.query.view.TraceView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The distinct resources of a trace's spans, so that a page tells each once instead of per span.
public final class SpanResources {
  private final Map<List<AttributeView>, Resource> byAttributes = new HashMap<>();
  private final List<Resource> all = new ArrayList<>();

  /// @param number from 1, in the order of the spans
  public record Resource(
      int number,
      String service,
      String version,
      String instance,
      List<AttributeView> attributes) {}

  private SpanResources() {}

  /// Of all the spans.
  public static SpanResources of(List<TraceView.SpanRow> spans) {
    SpanResources resources = new SpanResources();
    for (TraceView.SpanRow span : spans) {
      resources.byAttributes.computeIfAbsent(span.resource(), _ -> resources.added(span));
    }
    return resources;
  }

  private Resource added(TraceView.SpanRow span) {
    Resource resource =
        new Resource(
            all.size() + 1, span.service(), span.version(), span.instance(), span.resource());
    all.add(resource);
    return resource;
  }

  /// In the order of the spans.
  public List<Resource> all() {
    return List.copyOf(all);
  }

  /// The number of the span's resource; 0 when the span was not among those given.
  public int number(TraceView.SpanRow span) {
    Resource resource = byAttributes.get(span.resource());
    return resource == null ? 0 : resource.number();
  }
}
