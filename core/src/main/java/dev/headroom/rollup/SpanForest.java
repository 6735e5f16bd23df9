package dev.headroom.rollup;

import java.util.Arrays;

/// Who is whose child in one trace, on arrays of span indexes; scratch that is filled anew for each
/// trace. Not thread-safe.
///
/// A span is a root when it has no parent, names itself, or names a span that is not there. Of
/// spans with one id the first counts, the others are [#DUPLICATE]s and belong nowhere. A ring of
/// parents is cut at its earliest span (then the longest, then the lowest id), which becomes a
/// root. Building takes linear time and does not recurse.
final class SpanForest {
  static final int ROOT = -1;
  static final int DUPLICATE = -2;

  private static final long HASH = 0x9E3779B97F4A7C15L;

  private int size;
  private int[] parent = new int[64];
  private int[] kidsFrom = new int[65];
  private int[] kids = new int[64];
  private int[] order = new int[64];
  private int[] scratch = new int[64];
  private int[] slots = new int[128];
  private int ordered;
  private int roots;
  private int duplicates;
  private int rings;

  void build(int spans, long[] id, long[] parentId, long[] start, long[] end) {
    size = spans;
    duplicates = 0;
    rings = 0;
    reserve(spans);
    link(id, parentId);
    arrange();
    if (ordered + duplicates < spans) {
      cutRings(id, start, end);
      arrange();
    }
  }

  private void reserve(int spans) {
    if (parent.length < spans) {
      int grown = Math.max(spans, parent.length * 2);
      parent = new int[grown];
      kidsFrom = new int[grown + 1];
      kids = new int[grown];
      order = new int[grown];
      scratch = new int[grown];
    }
  }

  private void link(long[] id, long[] parentId) {
    int capacity = Integer.highestOneBit(Math.max(8, size * 2 - 1)) * 2;
    if (slots.length < capacity) {
      slots = new int[capacity];
    }
    Arrays.fill(slots, 0, capacity, -1);
    int shift = Long.numberOfLeadingZeros(capacity) + 1;
    for (int i = 0; i < size; i++) {
      int slot = slot(id[i], shift, capacity, id);
      if (slots[slot] < 0) {
        slots[slot] = i;
        parent[i] = ROOT;
      } else {
        parent[i] = DUPLICATE;
        duplicates++;
      }
    }
    for (int i = 0; i < size; i++) {
      if (parent[i] == ROOT && parentId[i] != 0 && parentId[i] != id[i]) {
        // An empty slot holds -1, which is ROOT: the parent is missing.
        parent[i] = slots[slot(parentId[i], shift, capacity, id)];
      }
    }
  }

  private int slot(long wanted, int shift, int capacity, long[] id) {
    int slot = (int) ((wanted * HASH) >>> shift);
    while (slots[slot] >= 0 && id[slots[slot]] != wanted) {
      slot = (slot + 1) & (capacity - 1);
    }
    return slot;
  }

  /// Lists the children of each span and then all spans, parents before children.
  private void arrange() {
    Arrays.fill(kidsFrom, 0, size + 1, 0);
    ordered = 0;
    for (int i = 0; i < size; i++) {
      int of = parent[i];
      if (of >= 0) {
        kidsFrom[of + 1]++;
      } else if (of == ROOT) {
        order[ordered++] = i;
      }
    }
    roots = ordered;
    for (int i = 0; i < size; i++) {
      kidsFrom[i + 1] += kidsFrom[i];
      scratch[i] = kidsFrom[i];
    }
    for (int i = 0; i < size; i++) {
      if (parent[i] >= 0) {
        kids[scratch[parent[i]]++] = i;
      }
    }
    for (int at = 0; at < ordered; at++) {
      int span = order[at];
      for (int k = kidsFrom[span]; k < kidsFrom[span + 1]; k++) {
        order[ordered++] = kids[k];
      }
    }
  }

  private void cutRings(long[] id, long[] start, long[] end) {
    Arrays.fill(scratch, 0, size, 0);
    for (int i = 0; i < ordered; i++) {
      scratch[order[i]] = -1;
    }
    for (int i = 0; i < size; i++) {
      int at = i;
      while (parent[at] >= 0 && scratch[at] == 0) {
        scratch[at] = i + 1;
        at = parent[at];
      }
      if (parent[at] >= 0 && scratch[at] == i + 1) {
        parent[ringRoot(at, id, start, end)] = ROOT;
        rings++;
      }
    }
  }

  private int ringRoot(int member, long[] id, long[] start, long[] end) {
    int best = member;
    for (int at = parent[member]; at != member; at = parent[at]) {
      boolean sameStart = start[at] == start[best];
      if (start[at] < start[best]
          || (sameStart && end[at] > end[best])
          || (sameStart && end[at] == end[best] && Long.compareUnsigned(id[at], id[best]) < 0)) {
        best = at;
      }
    }
    return best;
  }

  int size() {
    return size;
  }

  /// The index of the parent, or [#ROOT] or [#DUPLICATE].
  int parent(int span) {
    return parent[span];
  }

  /// Where the span's children start in [#kids].
  int kidsFrom(int span) {
    return kidsFrom[span];
  }

  /// Where the span's children end in [#kids], exclusive.
  int kidsTo(int span) {
    return kidsFrom[span + 1];
  }

  /// All children, those of one parent side by side; a user may reorder them within a parent.
  int[] kids() {
    return kids;
  }

  /// How many spans take part: all but duplicates.
  int ordered() {
    return ordered;
  }

  /// The spans, roots first and parents before children.
  int ordered(int at) {
    return order[at];
  }

  /// How many roots there are; they are the first of [#ordered(int)].
  int roots() {
    return roots;
  }

  /// How many rings of parents had to be cut.
  int rings() {
    return rings;
  }
}
