package dev.headroom.rollup;

/// The traces closed last and whether they were kept, so that spans that come late find out. Holds
/// a fixed number; the oldest is forgotten first. Not thread-safe.
final class RecentTraces {
  private final TraceIdTable ids;
  private final boolean[] kept;
  private final int capacity;
  private int next;
  private int size;

  RecentTraces(int capacity) {
    this.capacity = capacity;
    ids = new TraceIdTable(capacity);
    kept = new boolean[capacity];
  }

  /// Where the trace stands, -1 when it is not known.
  int find(long hi, long lo) {
    return ids.get(hi, lo);
  }

  boolean kept(int at) {
    return kept[at];
  }

  void add(long hi, long lo, boolean wasKept) {
    int known = ids.get(hi, lo);
    if (known >= 0) {
      kept[known] |= wasKept;
      return;
    }
    if (size == capacity) {
      ids.remove(ids.hi(next), ids.lo(next));
    } else {
      size++;
    }
    ids.put(hi, lo, next);
    kept[next] = wasKept;
    next = next + 1 == capacity ? 0 : next + 1;
  }

  int size() {
    return size;
  }

  /// Where the trace closed `age` traces ago stands; 0 is the last one.
  int newest(int age) {
    int at = next - 1 - age;
    return at < 0 ? at + capacity : at;
  }

  long hi(int at) {
    return ids.hi(at);
  }

  long lo(int at) {
    return ids.lo(at);
  }
}
