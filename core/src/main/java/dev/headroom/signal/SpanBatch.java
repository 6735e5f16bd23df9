package dev.headroom.signal;

import java.util.Arrays;

/// The spans of one export request in columns: what the folds need, and where in the request each
/// span's bytes lie. It never holds the bytes themselves; they stay in the journal.
///
/// Filled by one thread, then read-only and safe to share. About 90 bytes a span.
public final class SpanBatch {
  /// Set in [#flags] when the span's status is an error.
  public static final int ERROR = 1;

  /// Set in [#flags] when the parent lives in another process as the flags of the span tell.
  public static final int REMOTE_PARENT = 2;

  /// Set in [#flags] when the parent is known to live in the same process.
  public static final int LOCAL_PARENT = 4;

  /// Set in [#flags] on a repeated attempt (`http.request.resend_count` above 0).
  public static final int RESEND = 8;

  /// Set in [#flags] when the span carries at least one link.
  public static final int LINKED = 16;

  private static final int SMALLEST = 16;

  private int size;
  private long journalPosition = -1;
  private long[] traceHi;
  private long[] traceLo;
  private long[] spanId;
  private long[] parentId;
  private long[] startNanos;
  private long[] endNanos;
  private int[] shape;
  private int[] segment;
  private int[] flags;
  private float[] weight;
  private int[] rows;
  private int[] offset;
  private int[] length;
  private int[] group;

  private int groups;
  private int[] resourceOffset = new int[4];
  private int[] resourceLength = new int[4];
  private int[] scopeOffset = new int[4];
  private int[] scopeLength = new int[4];

  public SpanBatch() {
    this(SMALLEST);
  }

  /// @param expected how many spans it will probably hold; more fit, too
  public SpanBatch(int expected) {
    int capacity = Math.max(SMALLEST, expected);
    traceHi = new long[capacity];
    traceLo = new long[capacity];
    spanId = new long[capacity];
    parentId = new long[capacity];
    startNanos = new long[capacity];
    endNanos = new long[capacity];
    shape = new int[capacity];
    segment = new int[capacity];
    flags = new int[capacity];
    weight = new float[capacity];
    rows = new int[capacity];
    offset = new int[capacity];
    length = new int[capacity];
    group = new int[capacity];
  }

  /// Opens a group: the spans added from now on share this resource and scope (byte ranges of the
  /// request; length 0 when absent).
  public void group(int resourceOffset, int resourceLength, int scopeOffset, int scopeLength) {
    if (groups == this.resourceOffset.length) {
      int grown = groups * 2;
      this.resourceOffset = Arrays.copyOf(this.resourceOffset, grown);
      this.resourceLength = Arrays.copyOf(this.resourceLength, grown);
      this.scopeOffset = Arrays.copyOf(this.scopeOffset, grown);
      this.scopeLength = Arrays.copyOf(this.scopeLength, grown);
    }
    this.resourceOffset[groups] = resourceOffset;
    this.resourceLength[groups] = resourceLength;
    this.scopeOffset[groups] = scopeOffset;
    this.scopeLength[groups] = scopeLength;
    groups++;
  }

  /// Adds one span to the group opened last.
  ///
  /// @param parentId 0 for a root
  /// @param weight how many spans it stands for; NaN when its sampling is unknown
  /// @param rows `db.response.returned_rows`, -1 when absent
  /// @param offset where the Span message starts in the request
  /// @param length how long it is, in bytes
  public void add(
      long traceHi,
      long traceLo,
      long spanId,
      long parentId,
      long startNanos,
      long endNanos,
      int shape,
      int segment,
      int flags,
      float weight,
      int rows,
      int offset,
      int length) {
    if (size == this.spanId.length) {
      grow();
    }
    int i = size++;
    this.traceHi[i] = traceHi;
    this.traceLo[i] = traceLo;
    this.spanId[i] = spanId;
    this.parentId[i] = parentId;
    this.startNanos[i] = startNanos;
    this.endNanos[i] = endNanos;
    this.shape[i] = shape;
    this.segment[i] = segment;
    this.flags[i] = flags;
    this.weight[i] = weight;
    this.rows[i] = rows;
    this.offset[i] = offset;
    this.length[i] = length;
    this.group[i] = groups - 1;
  }

  private void grow() {
    int grown = size * 2;
    traceHi = Arrays.copyOf(traceHi, grown);
    traceLo = Arrays.copyOf(traceLo, grown);
    spanId = Arrays.copyOf(spanId, grown);
    parentId = Arrays.copyOf(parentId, grown);
    startNanos = Arrays.copyOf(startNanos, grown);
    endNanos = Arrays.copyOf(endNanos, grown);
    shape = Arrays.copyOf(shape, grown);
    segment = Arrays.copyOf(segment, grown);
    flags = Arrays.copyOf(flags, grown);
    weight = Arrays.copyOf(weight, grown);
    rows = Arrays.copyOf(rows, grown);
    offset = Arrays.copyOf(offset, grown);
    length = Arrays.copyOf(length, grown);
    group = Arrays.copyOf(group, grown);
  }

  public int size() {
    return size;
  }

  /// Where the request's payload starts in the journal; -1 before it was written.
  public long journalPosition() {
    return journalPosition;
  }

  /// Told once by the journal, before the batch is handed on.
  public void journaledAt(long position) {
    journalPosition = position;
  }

  public long traceHi(int i) {
    return traceHi[i];
  }

  public long traceLo(int i) {
    return traceLo[i];
  }

  public long spanId(int i) {
    return spanId[i];
  }

  public long parentId(int i) {
    return parentId[i];
  }

  /// Nanoseconds since the epoch.
  public long startNanos(int i) {
    return startNanos[i];
  }

  /// Nanoseconds since the epoch, never before the start.
  public long endNanos(int i) {
    return endNanos[i];
  }

  public int shape(int i) {
    return shape[i];
  }

  public int segment(int i) {
    return segment[i];
  }

  public int flags(int i) {
    return flags[i];
  }

  public boolean error(int i) {
    return (flags[i] & ERROR) != 0;
  }

  public float weight(int i) {
    return weight[i];
  }

  public int rows(int i) {
    return rows[i];
  }

  public int offset(int i) {
    return offset[i];
  }

  public int length(int i) {
    return length[i];
  }

  public int resourceOffset(int i) {
    return resourceOffset[group[i]];
  }

  public int resourceLength(int i) {
    return resourceLength[group[i]];
  }

  public int scopeOffset(int i) {
    return scopeOffset[group[i]];
  }

  public int scopeLength(int i) {
    return scopeLength[group[i]];
  }
}
