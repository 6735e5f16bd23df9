package dev.headroom.rollup;

import dev.headroom.signal.SpanShape;
import java.util.Arrays;

/// Adds, per route, the time each operation owned on the critical path; once per trace and
/// operation, in the minute of the route span's end, with the trace's weight.
final class PathFold implements TraceFold {
  private final RollupTable table;
  private final PairKeys paths;
  private final CriticalPath critical = new CriticalPath();
  private final LongIntMap places = new LongIntMap(64);
  private int[] keys = new int[64];
  private long[] nanos = new long[64];
  private int used;
  private long dropped;

  PathFold(RollupTable table, ShapeTable shapes, KeyTable keys) {
    this.table = table;
    paths = new PairKeys(keys, (root, span) -> key(shapes.shape(root), shapes.shape(span)));
  }

  private static RollupKey key(SpanShape root, SpanShape span) {
    return new RollupKey.Path(root.service(), root.operation(), span.service(), span.operation());
  }

  @Override
  public void fold(ClosedTrace trace) {
    for (int at = 0; at < trace.routes(); at++) {
      fold(trace, trace.route(at));
    }
  }

  private void fold(ClosedTrace trace, int root) {
    trace.criticalPath(critical, root);
    dropped += critical.dropped();
    used = 0;
    places.clear();
    int rootShape = trace.shapeNumber(root);
    for (int v = 0; v < critical.visited(); v++) {
      int span = critical.visited(v);
      long own = critical.exclusiveNanos(span);
      if (own > 0) {
        // Finding the place may replace the array.
        int place = place(paths.number(rootShape, trace.shapeNumber(span)));
        nanos[place] += own;
      }
    }
    float weight = trace.weight(root);
    for (int p = 0; p < used; p++) {
      table.atTime(keys[p], trace.endNanos(root)).addExclusive(nanos[p], weight);
    }
  }

  private int place(int key) {
    // A handful of operations is the rule; looking through them beats hashing.
    if (used <= 8) {
      for (int p = 0; p < used; p++) {
        if (keys[p] == key) {
          return p;
        }
      }
    } else {
      int known = places.get(key);
      if (known != 0) {
        return known - 1;
      }
    }
    return newPlace(key);
  }

  private int newPlace(int key) {
    if (used == keys.length) {
      keys = Arrays.copyOf(keys, used * 2);
      nanos = Arrays.copyOf(nanos, used * 2);
    }
    keys[used] = key;
    nanos[used] = 0;
    used++;
    if (used == 9) {
      for (int p = 0; p < used; p++) {
        places.put(keys[p], p + 1);
      }
    } else if (used > 9) {
      places.put(key, used);
    }
    return used - 1;
  }

  /// How many spans lay wholly outside their parents so far.
  long dropped() {
    return dropped;
  }
}
