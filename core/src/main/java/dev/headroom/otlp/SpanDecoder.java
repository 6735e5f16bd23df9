package dev.headroom.otlp;

import dev.headroom.signal.Attributes;
import dev.headroom.signal.ResourceIdentity;
import dev.headroom.signal.SpanSegment;
import dev.headroom.signal.SpanShape;
import dev.headroom.signal.SpanTables;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/// Decodes `ExportTraceServiceRequest` (the same bytes as `TracesData`) straight into columns.
///
/// No message object, string or map is made for a span whose sort was seen before: the bytes that
/// decide about its shape are hashed (64 bits, seeded), and the hash leads to the interned number.
/// Two contents meet with probability n²/2^65 among n sorts, below 10^-8 for the 200,000 shapes
/// there can be.
///
/// Everything is checked, also what is not needed here (events, links, nested values), so that what
/// is accepted can be read whole later. Thread-safe; make one and share it.
public final class SpanDecoder {
  private static final int CACHED_MAX = 100_000;
  private static final int RESOURCES_MAX = 10_000;

  private final SpanTables tables;
  private final SegmentKeys segmentKeys;
  private final KeyIndex keys;
  private final ContentHash hash;
  private final HashNumbers shapes = new HashNumbers(CACHED_MAX);
  private final HashNumbers segments = new HashNumbers(CACHED_MAX);
  private final ConcurrentHashMap<Long, KnownResource> resources = new ConcurrentHashMap<>();

  /// @param tables where shapes and segments are interned
  /// @param segmentKeys which attributes name tenant, segment and feature
  public SpanDecoder(SpanTables tables, SegmentKeys segmentKeys) {
    this(tables, segmentKeys, new SecureRandom().nextLong());
  }

  /// @param seed of the content hash; senders must not be able to guess it
  SpanDecoder(SpanTables tables, SegmentKeys segmentKeys, long seed) {
    this.tables = tables;
    this.segmentKeys = segmentKeys;
    this.keys = new KeyIndex(segmentKeys);
    this.hash = new ContentHash(seed);
  }

  /// Decodes one request.
  ///
  /// A span with an impossible id or time is rejected and counted. One that ends before it starts
  /// ends when it starts; one without a start starts when it ends.
  ///
  /// @throws dev.headroom.base.HeadroomException with `INVALID` when the bytes are no such request
  public DecodedSpans decode(byte[] request) {
    return new SpanParser(this, request).parse();
  }

  KeyIndex keys() {
    return keys;
  }

  ContentHash hash() {
    return hash;
  }

  HashNumbers shapes() {
    return shapes;
  }

  HashNumbers segments() {
    return segments;
  }

  /// What is known of the resource at a known place of a request; `found` as [ProtoReader#find]
  /// gives it.
  KnownResource resource(ProtoReader in, long found) {
    long content = hash.mix(0, in.bytes(), ProtoReader.offset(found), ProtoReader.length(found));
    KnownResource known = resources.get(content);
    if (known != null) {
      return known;
    }
    Attributes attributes = AnyValues.resource(in, found);
    SpanSegment segment =
        new SpanSegment(
            first(attributes, segmentKeys.tenant()),
            first(attributes, segmentKeys.segment()),
            first(attributes, segmentKeys.feature()));
    known =
        new KnownResource(
            content, ResourceIdentity.of(attributes), segment, tables.segments().number(segment));
    if (resources.size() >= RESOURCES_MAX) {
      resources.clear();
    }
    resources.put(content, known);
    return known;
  }

  private static String first(Attributes attributes, List<String> names) {
    for (String name : names) {
      String text = attributes.text(name);
      if (!text.isEmpty()) {
        return Names.bounded(text);
      }
    }
    return "";
  }

  int intern(long content, SpanShape shape) {
    int number = tables.shapes().number(shape);
    shapes.put(content, number);
    return number;
  }

  int intern(long content, SpanSegment segment) {
    int number = tables.segments().number(segment);
    segments.put(content, number);
    return number;
  }

  /// A resource that was seen before.
  ///
  /// @param hash of its bytes
  /// @param segment for whom its spans work unless they say otherwise
  /// @param segmentNumber the segment, interned
  record KnownResource(
      long hash, ResourceIdentity identity, SpanSegment segment, int segmentNumber) {}
}
