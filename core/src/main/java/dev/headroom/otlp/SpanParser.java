package dev.headroom.otlp;

import dev.headroom.signal.SpanBatch;
import dev.headroom.signal.SpanKind;
import dev.headroom.signal.SpanSegment;
import java.nio.charset.StandardCharsets;

/// Parses one request for [SpanDecoder]. Used once, by one thread.
final class SpanParser implements SpanFacts {
  private static final int KEY = 1 << 3 | ProtoReader.BYTES;
  private static final int VALUE = 2 << 3 | ProtoReader.BYTES;
  private static final int STRING = 1 << 3 | ProtoReader.BYTES;
  private static final int INT = 3 << 3 | ProtoReader.VARINT;

  private static final int REMOTE_KNOWN = 0x100;
  private static final int REMOTE = 0x200;

  private static final long STATUSES =
      AttributeKey.mask(AttributeKey.HTTP_STATUS, AttributeKey.OLD_HTTP_STATUS);
  private static final long RESENDS =
      AttributeKey.mask(AttributeKey.HTTP_RESEND, AttributeKey.OLD_HTTP_RESEND);
  private static final long URLS =
      AttributeKey.mask(AttributeKey.URL_FULL, AttributeKey.OLD_HTTP_URL);
  private static final int STATUS_ERROR = 2;

  /// What a span takes in a request, on the low side, so that columns seldom grow.
  private static final int USUAL_SPAN_BYTES = 256;

  private static final int MOST_EXPECTED = 4_096;

  private final SpanDecoder decoder;
  private final KeyIndex keys;
  private final ContentHash hash;
  private final byte[] bytes;
  private final ProtoReader in;
  private final SpanBatch batch;
  private final Tally.Counter counter = new Tally.Counter();
  private SpanDecoder.KnownResource resource;

  private final SpanHead head = new SpanHead();
  private final int[] valueOffset = new int[64];
  private final int[] valueLength = new int[64];
  private long present;
  private long relevant;
  private long cut;
  private int nameOffset;
  private int nameLength;
  private int kindNumber;
  private SpanKind kind = SpanKind.UNSPECIFIED;
  private int status;
  private int flags;
  private int links;
  private float weight;

  SpanParser(SpanDecoder decoder, byte[] request) {
    this.decoder = decoder;
    keys = decoder.keys();
    hash = decoder.hash();
    bytes = request;
    batch = new SpanBatch(Math.min(MOST_EXPECTED, request.length / USUAL_SPAN_BYTES));
    in = new ProtoReader(request, "ExportTraceServiceRequest");
    resource = decoder.resource(in, -1);
  }

  DecodedSpans parse() {
    while (in.more()) {
      if (in.tag() == SpanTags.RESOURCE_SPANS) {
        in.enter("ResourceSpans");
        resourceSpans();
        in.leave();
      } else {
        in.skip();
      }
    }
    return new DecodedSpans(batch, counter.rejected(), counter.message());
  }

  private void resourceSpans() {
    long found = in.find(SpanTags.RESOURCE);
    resource = decoder.resource(in, found);
    while (in.more()) {
      if (in.tag() == SpanTags.SCOPES) {
        in.enter("ScopeSpans");
        scopeSpans(found);
        in.leave();
      } else {
        in.skip();
      }
    }
  }

  private void scopeSpans(long foundResource) {
    long found = in.find(SpanTags.SCOPE);
    if (found >= 0) {
      in.enter(ProtoReader.offset(found), ProtoReader.length(found), "InstrumentationScope");
      AnyValues.checkMessage(in, AnyValues.SCOPE_ATTRIBUTES);
      in.leave();
    }
    batch.group(
        ProtoReader.offset(foundResource),
        ProtoReader.length(foundResource),
        ProtoReader.offset(found),
        ProtoReader.length(found));
    while (in.more()) {
      if (in.tag() == SpanTags.ITEMS) {
        in.enter("Span");
        span();
        in.leave();
      } else {
        in.skip();
      }
    }
  }

  private void span() {
    int offset = in.position();
    clear();
    while (in.more()) {
      switch (in.tag()) {
        case SpanTags.TRACE_ID -> head.traceId(in);
        case SpanTags.SPAN_ID -> head.spanId(in);
        case SpanTags.TRACE_STATE -> traceState();
        case SpanTags.PARENT_ID -> head.parentId(in);
        case SpanTags.NAME -> name(in.length());
        case SpanTags.KIND -> kindNumber = (int) in.varint();
        case SpanTags.START -> head.startNanos = in.fixed64();
        case SpanTags.END -> head.endNanos = in.fixed64();
        case SpanTags.ATTRIBUTES -> attribute();
        case SpanTags.EVENTS -> nested("Event", SpanTags.EVENT_ATTRIBUTES);
        case SpanTags.LINKS -> link();
        case SpanTags.STATUS -> status();
        case SpanTags.FLAGS -> flags = in.fixed32();
        default -> in.skip();
      }
    }
    String fault = head.settle();
    if (fault != null) {
      counter.reject(fault);
      return;
    }
    if (!counter.accept()) {
      return;
    }
    batch.add(
        head.traceHi,
        head.traceLo,
        head.spanId,
        head.parentId,
        head.startNanos,
        head.endNanos,
        shape(),
        segment(),
        batchFlags(),
        weight,
        rows(),
        offset,
        in.limit() - offset);
  }

  private void clear() {
    head.clear();
    present = 0;
    cut = 0;
    nameOffset = 0;
    nameLength = 0;
    kindNumber = 0;
    status = 0;
    flags = 0;
    links = 0;
    weight = Float.NaN;
  }

  private void traceState() {
    int length = in.length();
    weight = SamplingWeight.of(bytes, in.position(), length);
    in.seek(in.position() + length);
  }

  private void name(int length) {
    nameOffset = in.position();
    nameLength = length;
    in.seek(nameOffset + length);
  }

  private void nested(String message, int attributesTag) {
    in.enter(message);
    AnyValues.checkMessage(in, attributesTag);
    in.leave();
  }

  private void link() {
    nested("Link", SpanTags.LINK_ATTRIBUTES);
    links++;
  }

  private void status() {
    in.enter("Status");
    while (in.more()) {
      if (in.tag() == SpanTags.STATUS_CODE) {
        status = (int) in.varint();
      } else {
        in.skip();
      }
    }
    in.leave();
  }

  /// Most attributes have a key and a value, each shorter than 128 bytes, in this order, and the
  /// value is a text or a number: read without entering the messages. All others go the general
  /// way.
  private void attribute() {
    int length = in.length();
    int start = in.position();
    int end = start + length;
    if (length > 6 && bytes[start] == KEY && bytes[start + 1] >= 0) {
      int keyOffset = start + 2;
      int keyLength = bytes[start + 1];
      int value = keyOffset + keyLength;
      if (value + 3 < end && bytes[value] == VALUE && bytes[value + 1] == end - value - 2) {
        int any = value + 2;
        byte type = bytes[any];
        if ((type == STRING && bytes[any + 1] == end - any - 2)
            || (type == INT && end - any == 2 && bytes[any + 1] >= 0)
            || (type == INT && end - any == 3 && bytes[any + 1] < 0 && bytes[any + 2] >= 0)) {
          in.seek(end);
          keep(keyOffset, keyLength, any, end - any);
          return;
        }
      }
    }
    in.seek(start);
    in.enter(start, length, "KeyValue");
    attributeOfAnyForm();
    in.leave();
    in.seek(end);
  }

  private void attributeOfAnyForm() {
    int keyOffset = 0;
    int keyLength = 0;
    int any = 0;
    int anyLength = 0;
    while (in.more()) {
      switch (in.tag()) {
        case KEY -> {
          keyLength = in.length();
          keyOffset = in.position();
          in.seek(keyOffset + keyLength);
        }
        case VALUE -> {
          int before = in.position();
          anyLength = in.length();
          any = in.position();
          in.seek(before);
          AnyValues.check(in);
        }
        default -> in.skip();
      }
    }
    keep(keyOffset, keyLength, any, anyLength);
  }

  private void keep(int keyOffset, int keyLength, int offset, int length) {
    int slot = keys.find(bytes, keyOffset, keyLength);
    if (slot >= 0) {
      present |= 1L << slot;
      valueOffset[slot] = offset;
      valueLength[slot] = length;
    }
  }

  private int shape() {
    kind = SpanKind.of(kindNumber);
    relevant = SemanticConventions.relevant(kind, present);
    if ((relevant & URLS) != 0) {
      cutToOrigin(AttributeKey.URL_FULL.slot());
      cutToOrigin(AttributeKey.OLD_HTTP_URL.slot());
    }
    long content = hash.mix(resource.hash() + kindNumber, bytes, nameOffset, nameLength);
    content = mix(content, relevant);
    int known = decoder.shapes().find(content);
    return known >= 0
        ? known
        : decoder.intern(content, SemanticConventions.shape(resource.identity(), this));
  }

  private long mix(long start, long mask) {
    long content = hash.mix(start, mask);
    for (long rest = mask; rest != 0; rest &= rest - 1) {
      int slot = Long.numberOfTrailingZeros(rest);
      content = hash.mix(content, bytes, valueOffset[slot], valueLength[slot]);
    }
    return content;
  }

  /// Only scheme, host and port of a URL matter; the rest differs from span to span. The value then
  /// is the part of its text that is left.
  private void cutToOrigin(int slot) {
    int start = (relevant & 1L << slot) == 0 ? -1 : textStart(slot);
    if (start < 0) {
      return;
    }
    int end = valueOffset[slot] + valueLength[slot];
    int at = start;
    int slashes = 0;
    while (at < end && slashes < 3) {
      if (bytes[at] == '/' || bytes[at] == '?' || bytes[at] == '#') {
        slashes = bytes[at] == '/' ? slashes + 1 : 3;
      }
      at++;
    }
    valueOffset[slot] = start;
    valueLength[slot] = at - start;
    cut |= 1L << slot;
  }

  /// Where the text of a value starts that is one text and nothing else, -1 when it is not.
  private int textStart(int slot) {
    int at = valueOffset[slot];
    int end = at + valueLength[slot];
    if (end - at < 2 || bytes[at] != STRING) {
      return -1;
    }
    int before = in.position();
    in.seek(at + 1);
    long length = in.varint();
    int start = in.position();
    in.seek(before);
    return start + length == end ? start : -1;
  }

  private int segment() {
    long named = present & keys.segmentMask();
    if (named == 0) {
      return resource.segmentNumber();
    }
    long content = mix(resource.hash(), named);
    int known = decoder.segments().find(content);
    if (known >= 0) {
      return known;
    }
    SpanSegment inherited = resource.segment();
    return decoder.intern(
        content,
        new SpanSegment(
            segment(0, inherited.tenant()),
            segment(1, inherited.segment()),
            segment(2, inherited.feature())));
  }

  private String segment(int dimension, String inherited) {
    for (int slot : keys.segmentSlots(dimension)) {
      if ((present & 1L << slot) != 0) {
        String text = Names.bounded(text(slot));
        if (!text.isEmpty()) {
          return text;
        }
      }
    }
    return inherited;
  }

  private int batchFlags() {
    int result = links > 0 ? SpanBatch.LINKED : 0;
    boolean failed =
        status == STATUS_ERROR
            || (status == 0
                && kind == SpanKind.SERVER
                && (present & STATUSES) != 0
                && number(AttributeKey.HTTP_STATUS, AttributeKey.OLD_HTTP_STATUS, 0) >= 500);
    if (failed) {
      result |= SpanBatch.ERROR;
    }
    if (head.parentId != 0 && (flags & REMOTE_KNOWN) != 0) {
      result |= (flags & REMOTE) != 0 ? SpanBatch.REMOTE_PARENT : SpanBatch.LOCAL_PARENT;
    }
    if ((present & RESENDS) != 0
        && number(AttributeKey.HTTP_RESEND, AttributeKey.OLD_HTTP_RESEND, 0) > 0) {
      result |= SpanBatch.RESEND;
    }
    return result;
  }

  private int rows() {
    long rows =
        AttributeKey.DB_ROWS.in(present)
            ? number(AttributeKey.DB_ROWS, AttributeKey.DB_ROWS, -1)
            : -1;
    return Math.clamp(rows, -1, Integer.MAX_VALUE);
  }

  /// The value of the first key present as a number, also when it was sent as text.
  private long number(AttributeKey key, AttributeKey fallback, long otherwise) {
    int slot = (key.in(present) ? key : fallback).slot();
    int at = valueOffset[slot];
    if (valueLength[slot] > 1 && bytes[at] == INT) {
      int before = in.position();
      in.seek(at + 1);
      long value = in.varint();
      in.seek(before);
      return value;
    }
    String text = text(slot);
    boolean digits = !text.isEmpty() && text.length() <= 9;
    for (int i = 0; i < text.length() && digits; i++) {
      digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    return digits ? Long.parseLong(text) : otherwise;
  }

  private String text(int slot) {
    int at = valueOffset[slot];
    int length = valueLength[slot];
    int start = (cut & 1L << slot) != 0 ? at : textStart(slot);
    return start >= 0
        ? new String(bytes, start, at + length - start, StandardCharsets.UTF_8)
        : AnyValues.valueAt(in, at, length).asText();
  }

  @Override
  public String name() {
    return new String(bytes, nameOffset, nameLength, StandardCharsets.UTF_8);
  }

  @Override
  public SpanKind kind() {
    return kind;
  }

  @Override
  public String text(AttributeKey key) {
    return key.in(relevant) ? Names.bounded(text(key.slot()), StatementNormalizer.INPUT_MAX) : "";
  }
}
