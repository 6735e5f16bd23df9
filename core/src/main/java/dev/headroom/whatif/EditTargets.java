package dev.headroom.whatif;

import dev.headroom.base.OperationName;
import dev.headroom.finding.Edit;
import dev.headroom.rollup.LongIntMap;
import dev.headroom.rollup.Mix;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceSample;
import dev.headroom.rollup.TraceSpan;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds which spans of a trace the edits touch; scratch that is filled anew for each trace. Not
/// thread-safe.
final class EditTargets {
  /// One bit each in the masks.
  static final int MOST_EDITS = 32;

  private final List<Edit> edits;
  private final Map<ServiceOperation, int[]> byOperation = new HashMap<>();
  private final boolean scoped;
  private double[] factor = new double[64];
  private boolean[] gone = new boolean[64];
  private boolean[] detached = new boolean[64];
  private int[] batch = new int[64];
  private int[] pool = new int[64];
  private int[] parallel = new int[64];
  private int[] within = new int[64];
  private long[] longest = new long[64];
  private boolean[] unmade = new boolean[64];
  private List<TraceSpan> spans = List.of();
  private final LongIntMap calls = new LongIntMap(1);
  private final @Nullable Attempts attempts;
  private boolean any;

  EditTargets(List<Edit> edits) {
    this.edits = edits;
    for (int i = 0; i < edits.size(); i++) {
      Edit.Target target = edits.get(i).target();
      byOperation.merge(
          new ServiceOperation(target.service(), target.operation()),
          new int[] {i},
          (a, b) -> {
            int[] both = Arrays.copyOf(a, a.length + 1);
            both[a.length] = b[0];
            return both;
          });
    }
    scoped = edits.stream().anyMatch(edit -> edit.target().under() != null);
    attempts = edits.stream().anyMatch(Edit.Retries.class::isInstance) ? new Attempts() : null;
  }

  /// Looks at a trace.
  ///
  /// @param turn 0 to 1; turns the wheel on which a share of calls is drawn, so that over equally
  ///   spread turns each call is drawn as often as its share says
  void match(TraceSample trace, double turn) {
    spans = trace.spans();
    reserve(spans.size());
    any = false;
    calls.clear();
    if (attempts != null) {
      attempts.match(spans);
    }
    for (int i = 0; i < spans.size(); i++) {
      TraceSpan span = spans.get(i);
      factor[i] = 1;
      gone[i] = span.parent() >= 0 && gone[span.parent()];
      detached[i] = false;
      batch[i] = -1;
      pool[i] = -1;
      longest[i] = Long.MAX_VALUE;
      unmade[i] = false;
      parallel[i] = 0;
      if (scoped) {
        within[i] = (span.parent() < 0 ? 0 : within[span.parent()]) | entered(span, i);
      }
      int[] named = byOperation.get(span.where());
      if (named != null) {
        for (int edit : named) {
          if (touches(edit, span, i)) {
            apply(edit, span, i, turn);
          }
        }
      }
    }
  }

  private void reserve(int spans) {
    if (factor.length < spans) {
      int grown = Math.max(spans, factor.length * 2);
      factor = new double[grown];
      gone = new boolean[grown];
      detached = new boolean[grown];
      batch = new int[grown];
      pool = new int[grown];
      parallel = new int[grown];
      within = new int[grown];
      longest = new long[grown];
      unmade = new boolean[grown];
    }
  }

  /// The edits whose scope begins with the span.
  private int entered(TraceSpan span, int at) {
    int mask = 0;
    for (int i = 0; span.entry() == at && i < edits.size(); i++) {
      Edit.Target target = edits.get(i).target();
      OperationName under = target.under();
      if (span.where().operation().equals(under)
          && span.where().service().equals(target.service())) {
        mask |= 1 << i;
      }
    }
    return mask;
  }

  private boolean touches(int edit, TraceSpan span, int at) {
    Edit.Target target = edits.get(edit).target();
    return (target.under() == null || (within[at] & (1 << edit)) != 0)
        && (target.statement().isEmpty() || target.statement().equals(span.statement()));
  }

  private void apply(int number, TraceSpan span, int at, double turn) {
    any = true;
    switch (edits.get(number)) {
      case Edit.Faster faster -> factor[at] *= faster.factor();
      case Edit.Batched _ -> batch[at] = batch[at] < 0 ? number : batch[at];
      case Edit.Cached cached -> gone[at] |= draw(call(number, span), turn) < cached.hitRate();
      case Edit.Parallel _ -> parallel[at] |= 1 << number;
      case Edit.Asynchronous _ -> detached[at] = true;
      case Edit.Removed _ -> gone[at] = true;
      case Edit.PoolSize _ -> pool[at] = pool[at] < 0 ? number : pool[at];
      case Edit.Retries retries -> retry(retries, span, at, turn);
      case Edit.Capped capped -> longest[at] = Math.min(longest[at], capped.nanos());
    }
  }

  /// Without an attempt there is none after it.
  private void retry(Edit.Retries retries, TraceSpan span, int at, double turn) {
    int before = attempts == null ? -1 : attempts.failedBefore(at);
    if (before >= 0 && (unmade[before] || draw(span.id().value(), turn) >= retries.kept())) {
      gone[at] = true;
      unmade[at] = true;
    }
  }

  /// What tells calls below one parent apart: their number. So the first calls of two operations
  /// share their fate, as calls do that together make up what is cached, and repeated calls do not.
  private long call(int number, TraceSpan span) {
    long of = ((long) span.parent() << 5) | number;
    int before = calls.get(of);
    calls.put(of, before + 1);
    long parent = span.parent() < 0 ? 0 : spans.get(span.parent()).id().value();
    return Mix.of(parent ^ Mix.of(before + 1L));
  }

  /// A number from 0 to 1 that something always has, moved on by the turn.
  static double draw(long what, double turn) {
    // 53 bits, the precision of a double.
    double still = (Mix.of(what) >>> 11) * 0x1p-53 + turn;
    return still - Math.floor(still);
  }

  /// Whether any edit touches any span.
  boolean any() {
    return any;
  }

  /// How many times faster the span's own time is.
  double factor(int span) {
    return factor[span];
  }

  /// Whether the span is not there any more, itself or with one above it.
  boolean gone(int span) {
    return gone[span];
  }

  /// Whether the caller does not wait for the span any more.
  boolean detached(int span) {
    return detached[span];
  }

  /// The longest that the caller waits for the span.
  long longest(int span) {
    return longest[span];
  }

  /// Whether the span is an attempt made again that is no more: the pause before it goes, too.
  boolean unmade(int span) {
    return unmade[span];
  }

  /// The number of the edit that batches the span; -1 for none.
  int batch(int span) {
    return batch[span];
  }

  /// The number of the edit that resizes the pool in front of the span; -1 for none.
  int pool(int span) {
    return pool[span];
  }

  /// A bit for each edit that makes the span parallel to its like.
  int parallel(int span) {
    return parallel[span];
  }

  @Nullable Edit edit(int number) {
    return number < 0 ? null : edits.get(number);
  }
}
