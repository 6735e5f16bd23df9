package dev.headroom.rollup;

import dev.headroom.base.TraceId;
import dev.headroom.signal.SpanBatch;
import dev.headroom.signal.SpanKind;
import dev.headroom.signal.SpanShape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The spans of one trace in columns, with what all trace folds want to know of it. Lent to the
/// folds and filled anew for the next trace; not thread-safe.
///
/// Indexes are in the order of arrival. Spans whose id came before are left out of [#ordered(int)].
public final class ClosedTrace {
  private static final byte PRODUCER = (byte) SpanKind.PRODUCER.number();
  private static final byte CONSUMER = (byte) SpanKind.CONSUMER.number();

  private final ShapeTable shapes;
  private final SpanForest forest = new SpanForest();
  private final SkewCorrection skew = new SkewCorrection();
  private final LongIntMap serviceSeen = new LongIntMap(16);
  private long hi;
  private long lo;
  private int size;
  private long[] spanId = new long[0];
  private long[] parentId = new long[0];
  private long[] start = new long[0];
  private long[] end = new long[0];
  private long[] movedStart = new long[0];
  private long[] movedEnd = new long[0];
  private long[] alignedStart = new long[0];
  private long[] alignedEnd = new long[0];
  private int[] shape = new int[0];
  private byte[] kind = new byte[0];
  private int[] service = new int[0];
  private int[] process = new int[0];
  private int[] entry = new int[0];
  private int[] routes = new int[0];
  private @Nullable SpanBatch[] batch = new SpanBatch[0];
  private int[] index = new int[0];
  private int routeCount;
  private int primary;
  private int corrections;
  private boolean error;
  private boolean segmented;

  ClosedTrace(ShapeTable shapes) {
    this.shapes = shapes;
  }

  void begin(long traceHi, long traceLo, int spans) {
    hi = traceHi;
    lo = traceLo;
    size = 0;
    error = false;
    segmented = false;
    if (spanId.length < spans) {
      reserve(Math.max(64, Math.max(spans, spanId.length * 2)));
    }
  }

  private void reserve(int capacity) {
    spanId = new long[capacity];
    parentId = new long[capacity];
    start = new long[capacity];
    end = new long[capacity];
    movedStart = new long[capacity];
    movedEnd = new long[capacity];
    shape = new int[capacity];
    kind = new byte[capacity];
    service = new int[capacity];
    process = new int[capacity];
    entry = new int[capacity];
    routes = new int[capacity];
    batch = new SpanBatch[capacity];
    index = new int[capacity];
  }

  void add(SpanBatch from, int i) {
    int at = size++;
    int of = from.shape(i);
    shapes.learn(of);
    spanId[at] = from.spanId(i);
    parentId[at] = from.parentId(i);
    start[at] = from.startNanos(i);
    end[at] = Math.max(start[at], from.endNanos(i));
    shape[at] = of;
    kind[at] = shapes.kindNumber(of);
    service[at] = shapes.service(of);
    process[at] = shapes.process(of);
    batch[at] = from;
    index[at] = i;
    error |= from.error(i);
    segmented |= from.segment(i) != 0;
  }

  /// Works out the structure once all spans are in.
  void complete() {
    forest.build(size, spanId, parentId, start, end);
    boolean moved = skew.correct(forest, start, end, kind, process, movedStart, movedEnd);
    alignedStart = moved ? movedStart : start;
    alignedEnd = moved ? movedEnd : end;
    corrections = skew.corrections();
    findEntries();
    findPrimary();
    findRoutes();
  }

  private void findEntries() {
    for (int at = 0; at < forest.ordered(); at++) {
      int span = forest.ordered(at);
      int parent = forest.parent(span);
      boolean enters = parent < 0 || kind(span).isEntry() || service[span] != service[parent];
      entry[span] = enters ? span : entry[parent];
    }
  }

  private void findPrimary() {
    primary = forest.ordered(0);
    for (int at = 1; at < forest.roots(); at++) {
      int root = forest.ordered(at);
      boolean better = parentId[root] == 0 && parentId[primary] != 0;
      boolean worse = parentId[root] != 0 && parentId[primary] == 0;
      if (better
          || (!worse
              && (start[root] < start[primary]
                  || (start[root] == start[primary]
                      && Long.compareUnsigned(spanId[root], spanId[primary]) < 0)))) {
        primary = root;
      }
    }
  }

  private void findRoutes() {
    routeCount = 0;
    for (int at = 0; at < forest.ordered(); at++) {
      int span = forest.ordered(at);
      int parent = forest.parent(span);
      if (parent < 0 ? kind(span).isEntry() : kind[span] == CONSUMER && kind[parent] == PRODUCER) {
        routes[routeCount++] = span;
      }
    }
    if (routeCount == 0 && parentId[primary] == 0) {
      routes[routeCount++] = primary;
    }
  }

  /// Lets go of the batches, and of oversized arrays after a huge trace.
  void release() {
    Arrays.fill(batch, 0, size, null);
    size = 0;
    if (spanId.length > 1 << 14) {
      reserve(1 << 10);
    }
  }

  public TraceId id() {
    return new TraceId(hi, lo);
  }

  long hi() {
    return hi;
  }

  long lo() {
    return lo;
  }

  /// How many spans there are, duplicates included.
  public int size() {
    return size;
  }

  SpanForest forest() {
    return forest;
  }

  ShapeTable shapes() {
    return shapes;
  }

  /// How many spans take part in the tree.
  public int ordered() {
    return forest.ordered();
  }

  /// The index of a span, parents before children.
  public int ordered(int at) {
    return forest.ordered(at);
  }

  /// The index of the parent; negative for a root.
  public int parent(int span) {
    return forest.parent(span);
  }

  /// The span through which its service was entered: the nearest SERVER or CONSUMER span at or
  /// above it within its service, else the topmost span of its service in a row.
  public int entry(int span) {
    return entry[span];
  }

  /// The root that stands for the trace: the earliest without parent, else the earliest orphan.
  public int primary() {
    return primary;
  }

  /// How many spans count as the start of a route: entry spans (SERVER, CONSUMER) without a parent
  /// in the trace, and consumers below producers, whose work nobody waits for. A trace with none of
  /// these counts by its primary root unless that is an orphan.
  public int routes() {
    return routeCount;
  }

  public int route(int at) {
    return routes[at];
  }

  public int shapeNumber(int span) {
    return shape[span];
  }

  public SpanShape shape(int span) {
    return shapes.shape(shape[span]);
  }

  public SpanKind kind(int span) {
    return SpanKind.of(kind[span]);
  }

  boolean sameService(int a, int b) {
    return service[a] == service[b];
  }

  public long spanId(int span) {
    return spanId[span];
  }

  /// As it was sent; 0 for none.
  public long parentId(int span) {
    return parentId[span];
  }

  /// As it was sent, nanoseconds since the epoch.
  public long startNanos(int span) {
    return start[span];
  }

  /// As it was sent, nanoseconds since the epoch, never before the start.
  public long endNanos(int span) {
    return end[span];
  }

  public long durationNanos(int span) {
    return end[span] - start[span];
  }

  /// The start on the clock of the trace's root.
  long alignedStart(int span) {
    return alignedStart[span];
  }

  /// The end on the clock of the trace's root.
  long alignedEnd(int span) {
    return alignedEnd[span];
  }

  /// Whether the span failed.
  public boolean error(int span) {
    return batch(span).error(index[span]);
  }

  /// Whether any span failed.
  public boolean error() {
    return error;
  }

  /// Whether any span says for whom it worked.
  boolean segmented() {
    return segmented;
  }

  public int flags(int span) {
    return batch(span).flags(index[span]);
  }

  public float weight(int span) {
    return batch(span).weight(index[span]);
  }

  public int rows(int span) {
    return batch(span).rows(index[span]);
  }

  public int segment(int span) {
    return batch(span).segment(index[span]);
  }

  /// The batch that brought the span.
  public SpanBatch batch(int span) {
    SpanBatch from = batch[span];
    if (from == null) {
      throw new IllegalStateException("span " + span + " of a trace that was released");
    }
    return from;
  }

  /// Which span of its batch it is.
  public int batchIndex(int span) {
    return index[span];
  }

  /// How many services took part.
  public int services() {
    serviceSeen.clear();
    for (int i = 0; i < size; i++) {
      serviceSeen.put(service[i], 1);
    }
    return serviceSeen.size();
  }

  /// How many client-server edges had their clock skew corrected.
  public int corrections() {
    return corrections;
  }

  /// Finds the critical path below a root, on skew-corrected times.
  void criticalPath(CriticalPath path, int root) {
    path.compute(forest, root, alignedStart, alignedEnd, kind, spanId);
  }
}
