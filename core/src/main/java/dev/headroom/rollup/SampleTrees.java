package dev.headroom.rollup;

import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.Span;
import dev.headroom.signal.SpanKind;
import dev.headroom.signal.SpanShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Makes [TraceSample]s of a trace that is at hand with all its spans: one for each route that it
/// took. Not thread-safe; made for one trace.
///
/// Routes are those of the folds: entry spans (SERVER, CONSUMER) without a parent in the trace, and
/// consumers below producers; when there is none, the first root that was sent without a parent.
/// Clocks of other hosts are corrected. Of spans with one id the first counts. No recursion.
public final class SampleTrees {
  private final AlignedSpans trace;
  private final Meaning meaning;
  private final CriticalPath critical = new CriticalPath();

  /// What spans mean.
  public interface Meaning {
    /// What a span did, by the conventions.
    SpanShape shape(Span span);

    /// How many rows came back to a span; -1 when not told.
    long rows(Span span);

    /// The attributes that are kept of a span of that shape; the same, or equal ones.
    default Attributes asked(SpanShape shape, Attributes asked) {
      return asked;
    }

    /// The plain meaning.
    static Meaning of(Function<Span, SpanShape> shapes, ToLongFunction<Span> rows) {
      return new Meaning() {
        @Override
        public SpanShape shape(Span span) {
          return shapes.apply(span);
        }

        @Override
        public long rows(Span span) {
          return rows.applyAsLong(span);
        }
      };
    }
  }

  private SampleTrees(AlignedSpans trace, Meaning meaning) {
    this.trace = trace;
    this.meaning = meaning;
  }

  /// All samples of one trace, in the order of their roots.
  ///
  /// @param spans of one trace, in any order
  /// @param weight how many traces this one stands for
  public static List<TraceSample> of(List<Span> spans, Meaning meaning, double weight) {
    AlignedSpans trace = new AlignedSpans(spans);
    trace.correct(new HashMap<>());
    SampleTrees trees = new SampleTrees(trace, meaning);
    List<TraceSample> samples = new ArrayList<>();
    for (int root : trees.routes()) {
      samples.add(trees.sample(root, weight));
    }
    return samples;
  }

  private int[] routes() {
    SpanForest forest = trace.forest();
    int[] routes = new int[forest.ordered()];
    int found = 0;
    int primary = -1;
    for (int at = 0; at < forest.ordered(); at++) {
      int span = forest.ordered(at);
      int parent = forest.parent(span);
      if (parent < 0 ? kind(span).isEntry() : viaQueue(parent, span)) {
        routes[found++] = span;
      } else if (parent < 0
          && trace.span(span).parentId() == null
          && (primary < 0 || byStart().compare(span, primary) < 0)) {
        primary = span;
      }
    }
    if (found == 0 && primary >= 0) {
      routes[found++] = primary;
    }
    return Arrays.copyOf(routes, found);
  }

  private boolean viaQueue(int parent, int span) {
    return kind(span) == SpanKind.CONSUMER && kind(parent) == SpanKind.PRODUCER;
  }

  private SpanKind kind(int span) {
    return trace.span(span).kind();
  }

  private Comparator<Integer> byStart() {
    return Comparator.<Integer>comparingLong(trace::start)
        .thenComparing(Comparator.<Integer>comparingLong(trace::end).reversed())
        .thenComparing((a, b) ->
            Long.compareUnsigned(trace.span(a).spanId().value(), trace.span(b).spanId().value()));
  }

  private TraceSample sample(int root, double weight) {
    trace.criticalPath(critical, root);
    long[] exclusive = new long[trace.forest().size()];
    for (int v = 0; v < critical.visited(); v++) {
      exclusive[critical.visited(v)] = critical.exclusiveNanos(critical.visited(v));
    }
    List<TraceSpan> spans = new ArrayList<>();
    int[] number = new int[trace.forest().size()];
    List<Integer> open = new ArrayList<>(List.of(root));
    while (!open.isEmpty()) {
      int span = open.removeLast();
      number[span] = spans.size();
      List<Integer> kids = kids(span);
      int parent = span == root ? -1 : number[trace.forest().parent(span)];
      spans.add(of(span, parent, spans, kids, trace.start(root), exclusive[span]));
      open.addAll(kids.reversed());
    }
    return new TraceSample(trace.span(root).traceId(), trace.start(root), weight, spans);
  }

  private List<Integer> kids(int span) {
    SpanForest forest = trace.forest();
    List<Integer> kids = new ArrayList<>(forest.kidsTo(span) - forest.kidsFrom(span));
    for (int k = forest.kidsFrom(span); k < forest.kidsTo(span); k++) {
      kids.add(forest.kids()[k]);
    }
    kids.sort(byStart());
    return kids;
  }

  private TraceSpan of(
      int index,
      int parent,
      List<TraceSpan> before,
      List<Integer> kids,
      long origin,
      long exclusive) {
    Span span = trace.span(index);
    SpanShape shape = meaning.shape(span);
    boolean enters =
        parent < 0
            || span.kind().isEntry()
            || !before.get(parent).where().service().equals(shape.service());
    String statement = shape.statement();
    return new TraceSpan(
        span.spanId(),
        parent,
        enters ? before.size() : before.get(parent).entry(),
        new ServiceOperation(shape.service(), shape.operation()),
        span.kind(),
        trace.start(index) - origin,
        trace.end(index) - origin,
        exclusive,
        span.status() == Span.Status.ERROR,
        callee(span, shape, kids),
        statement == null ? "" : statement,
        meaning.rows(span),
        shape.instance(),
        shape.version(),
        meaning.asked(shape, AskedAttributes.of(span.attributes())));
  }

  /// A service that answers below a client span before the node that the span itself names.
  private @Nullable NodeId callee(Span span, SpanShape shape, List<Integer> kids) {
    if (span.kind() == SpanKind.CLIENT) {
      for (int kid : kids) {
        Span below = trace.span(kid);
        boolean foreign = !below.service().equals(span.service());
        if (below.kind() == SpanKind.SERVER || (foreign && below.kind() != SpanKind.CONSUMER)) {
          return NodeId.service(below.service());
        }
      }
    }
    return span.kind().isExit() ? shape.peer() : null;
  }
}
