package dev.headroom.rollup;

import dev.headroom.base.SpanId;
import dev.headroom.signal.Span;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The spans of one trace that are at hand whole, in columns, with who is whose child. Not
/// thread-safe.
final class AlignedSpans {
  private final List<Span> spans;
  private final SpanForest forest = new SpanForest();
  private final long[] id;
  private final byte[] kind;
  private final int[] process;
  private long[] start;
  private long[] end;

  AlignedSpans(List<Span> spans) {
    this.spans = spans;
    int size = spans.size();
    id = new long[size];
    kind = new byte[size];
    process = new int[size];
    start = new long[size];
    end = new long[size];
    long[] parentId = new long[size];
    Map<String, Integer> processes = new HashMap<>();
    for (int i = 0; i < size; i++) {
      Span span = spans.get(i);
      SpanId parent = span.parentId();
      id[i] = span.spanId().value();
      parentId[i] = parent == null ? 0 : parent.value();
      kind[i] = (byte) span.kind().number();
      start[i] = span.startNanos();
      end[i] = Math.max(span.startNanos(), span.endNanos());
      String instance = span.resource().text("service.instance.id", "host.name");
      process[i] =
          processes.computeIfAbsent(span.service() + "\0" + instance, _ -> processes.size());
    }
    forest.build(size, id, parentId, start, end);
  }

  /// Moves spans of other hosts onto the clock of their root; tells how many edges were corrected.
  ///
  /// @param shifts takes by how many nanoseconds each moved span was moved
  int correct(Map<SpanId, Long> shifts) {
    SkewCorrection correction = new SkewCorrection();
    long[] alignedStart = new long[start.length];
    long[] alignedEnd = new long[end.length];
    if (correction.correct(forest, start, end, kind, process, alignedStart, alignedEnd)) {
      start = alignedStart;
      end = alignedEnd;
      for (int i = 0; i < start.length; i++) {
        if (correction.shift(i) != 0) {
          shifts.put(spans.get(i).spanId(), correction.shift(i));
        }
      }
    }
    return correction.corrections();
  }

  SpanForest forest() {
    return forest;
  }

  Span span(int at) {
    return spans.get(at);
  }

  /// Nanoseconds since the epoch, on the root's clock once corrected.
  long start(int span) {
    return start[span];
  }

  /// Likewise; never before the start.
  long end(int span) {
    return end[span];
  }

  /// Finds the critical path below a root.
  void criticalPath(CriticalPath path, int root) {
    path.compute(forest, root, start, end, kind, id);
  }
}
