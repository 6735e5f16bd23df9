package dev.headroom.otlp;

/// The field tags of OTLP's trace messages.
final class SpanTags {
  static final int RESOURCE_SPANS = 1 << 3 | ProtoReader.BYTES;

  /// Of `ResourceSpans`, and of its siblings for metrics and logs.
  static final int RESOURCE = 1 << 3 | ProtoReader.BYTES;

  static final int SCOPES = 2 << 3 | ProtoReader.BYTES;

  /// Of `ScopeSpans`, and of its siblings for metrics and logs.
  static final int SCOPE = 1 << 3 | ProtoReader.BYTES;

  static final int ITEMS = 2 << 3 | ProtoReader.BYTES;

  static final int TRACE_ID = 1 << 3 | ProtoReader.BYTES;
  static final int SPAN_ID = 2 << 3 | ProtoReader.BYTES;
  static final int TRACE_STATE = 3 << 3 | ProtoReader.BYTES;
  static final int PARENT_ID = 4 << 3 | ProtoReader.BYTES;
  static final int NAME = 5 << 3 | ProtoReader.BYTES;
  static final int KIND = 6 << 3 | ProtoReader.VARINT;
  static final int START = 7 << 3 | ProtoReader.FIXED64;
  static final int END = 8 << 3 | ProtoReader.FIXED64;
  static final int ATTRIBUTES = 9 << 3 | ProtoReader.BYTES;
  static final int DROPPED_ATTRIBUTES = 10 << 3 | ProtoReader.VARINT;
  static final int EVENTS = 11 << 3 | ProtoReader.BYTES;
  static final int DROPPED_EVENTS = 12 << 3 | ProtoReader.VARINT;
  static final int LINKS = 13 << 3 | ProtoReader.BYTES;
  static final int DROPPED_LINKS = 14 << 3 | ProtoReader.VARINT;
  static final int STATUS = 15 << 3 | ProtoReader.BYTES;
  static final int FLAGS = 16 << 3 | ProtoReader.FIXED32;

  static final int EVENT_TIME = 1 << 3 | ProtoReader.FIXED64;
  static final int EVENT_NAME = 2 << 3 | ProtoReader.BYTES;
  static final int EVENT_ATTRIBUTES = 3 << 3 | ProtoReader.BYTES;
  static final int EVENT_DROPPED = 4 << 3 | ProtoReader.VARINT;

  static final int LINK_TRACE_ID = 1 << 3 | ProtoReader.BYTES;
  static final int LINK_SPAN_ID = 2 << 3 | ProtoReader.BYTES;
  static final int LINK_TRACE_STATE = 3 << 3 | ProtoReader.BYTES;
  static final int LINK_ATTRIBUTES = 4 << 3 | ProtoReader.BYTES;
  static final int LINK_FLAGS = 6 << 3 | ProtoReader.FIXED32;

  static final int STATUS_MESSAGE = 2 << 3 | ProtoReader.BYTES;
  static final int STATUS_CODE = 3 << 3 | ProtoReader.VARINT;

  private SpanTags() {}
}
