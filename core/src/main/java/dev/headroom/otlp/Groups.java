package dev.headroom.otlp;

import dev.headroom.signal.Attributes;
import dev.headroom.signal.Scope;

/// Walks the frame that all three signals share: resources, in them scopes, in them items.
final class Groups {
  static final Frame TRACES = new Frame("ExportTraceServiceRequest", "ResourceSpans", "ScopeSpans");
  static final Frame METRICS =
      new Frame("ExportMetricsServiceRequest", "ResourceMetrics", "ScopeMetrics");
  static final Frame LOGS = new Frame("ExportLogsServiceRequest", "ResourceLogs", "ScopeLogs");

  private Groups() {}

  /// What the messages are called in error messages.
  record Frame(String request, String resources, String scopes) {}

  /// Takes one item; the cursor is at its length.
  interface Sink {
    void item(ProtoReader in, Attributes resource, Scope scope);
  }

  static void each(byte[] request, Frame frame, Sink sink) {
    ProtoReader in = new ProtoReader(request, frame.request());
    while (in.more()) {
      if (in.tag() == SpanTags.RESOURCE_SPANS) {
        in.enter(frame.resources());
        resource(in, frame, sink);
        in.leave();
      } else {
        in.skip();
      }
    }
  }

  /// The resource may stand behind the scopes, since protobuf fixes no order of fields.
  private static void resource(ProtoReader in, Frame frame, Sink sink) {
    Attributes resource = AnyValues.resource(in, in.find(SpanTags.RESOURCE));
    while (in.more()) {
      if (in.tag() == SpanTags.SCOPES) {
        in.enter(frame.scopes());
        scope(in, resource, sink);
        in.leave();
      } else {
        in.skip();
      }
    }
  }

  private static void scope(ProtoReader in, Attributes resource, Sink sink) {
    Scope scope = AnyValues.scope(in, in.find(SpanTags.SCOPE));
    while (in.more()) {
      if (in.tag() == SpanTags.ITEMS) {
        sink.item(in, resource, scope);
      } else {
        in.skip();
      }
    }
  }
}
