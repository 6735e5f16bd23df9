package dev.headroom.signal;

/// For whom a span worked; interned like [SpanShape]. Empty strings are absent values.
///
/// @param tenant `headroom.tenant`
/// @param segment `headroom.segment`
/// @param feature `headroom.feature`
public record SpanSegment(String tenant, String segment, String feature) {

  /// The segment of spans that name none; always interned as 0.
  public static final SpanSegment NONE = new SpanSegment("", "", "");
}
