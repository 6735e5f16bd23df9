package dev.headroom.whatif;

import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceSpan;
import dev.headroom.signal.NodeId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which spans of a trace are attempts made again: calls of one span to the same callee that ask
/// the same, and begin after the one before has ended with an error. Scratch that is filled anew
/// for each trace. Not thread-safe.
final class Attempts {
  private final Map<Asked, Integer> latest = new HashMap<>();
  private int[] before = new int[64];
  private int[] answer = new int[64];

  /// @param answered the operation that answered; null when it is not seen
  private record Asked(
      int parent,
      ServiceOperation where,
      @Nullable NodeId callee,
      String statement,
      @Nullable ServiceOperation answered) {}

  void match(List<TraceSpan> spans) {
    int size = spans.size();
    if (before.length < size) {
      before = new int[Math.max(size, before.length * 2)];
      answer = new int[before.length];
    }
    latest.clear();
    Arrays.fill(before, 0, size, -1);
    Arrays.fill(answer, 0, size, -1);
    for (int i = size - 1; i > 0; i--) {
      TraceSpan span = spans.get(i);
      TraceSpan parent = spans.get(span.parent());
      if (parent.kind().isExit() && !span.where().service().equals(parent.where().service())) {
        answer[span.parent()] = i;
      }
    }
    for (int i = 1; i < size; i++) {
      TraceSpan span = spans.get(i);
      if (span.kind().isExit()) {
        Asked asked =
            new Asked(
                span.parent(),
                span.where(),
                span.callee(),
                span.statement(),
                answer[i] < 0 ? null : spans.get(answer[i]).where());
        Integer former = latest.put(asked, i);
        if (former != null
            && spans.get(former).error()
            && spans.get(former).endNanos() <= span.startNanos()) {
          before[i] = former;
        }
      }
    }
  }

  /// The attempt that failed before the span; -1 when it is none made again.
  int failedBefore(int span) {
    return before[span];
  }
}
