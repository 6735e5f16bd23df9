package dev.headroom.rollup;

import dev.headroom.base.TraceId;
import java.util.ArrayList;
import java.util.List;

/// What becomes of the complete traces of a shard: each fold counts them, the sampler decides
/// whether they are kept. A fold that cannot take a trace leaves it out; the others still count it.
/// Not thread-safe.
final class ClosedTraces implements TraceAssembler.Sink {
  private final FaultSink faults;
  private final FaultStreak structures = new FaultStreak("structure");
  private final ShapeKeys routeKeys;
  private final TraceSegments segments;
  private final EdgeFold edges;
  private final PathFold paths;
  private final SiblingFold siblings;
  private final List<TraceFold> folds;
  private final TraceFold lateFold;
  private final TraceFold sampling;
  private final TraceFold storing;
  private final Sampler sampler;
  private final SpanBytes bytes;
  private List<StoredTrace> stored = new ArrayList<>();
  private long now;
  private boolean keep;
  private long kept;
  private long corrections;

  ClosedTraces(
      RollupTable table,
      ShapeTable shapes,
      TraceSegments segments,
      KeyTable keys,
      SliFold slis,
      Sampler sampler,
      SpanBytes bytes,
      Folds how,
      FaultSink faults) {
    this.faults = faults;
    this.sampler = sampler;
    this.bytes = bytes;
    routeKeys = RouteFold.keys(keys, shapes);
    RouteFold routes = new RouteFold(table, routeKeys);
    this.segments = segments;
    edges = new EdgeFold(table, shapes, keys, slis);
    paths = new PathFold(table, shapes, keys);
    siblings = new SiblingFold(table, shapes, keys);
    folds =
        List.of(
            guarded(how, "routes", routes),
            guarded(how, "inheritance", segments::find),
            guarded(how, "segments", new SegmentFold(table, shapes, segments, keys)),
            guarded(how, "slis", slis),
            guarded(how, "edges", edges),
            guarded(how, "statements", new StatementFold(table, shapes, keys)),
            guarded(how, "paths", paths),
            guarded(how, "siblings", siblings));
    lateFold = guarded(how, "late-routes", routes::foldLate);
    sampling = guarded(how, "sampling", this::sample);
    storing = guarded(how, "late-spans", late -> store(late, 0, StoredTrace.KeepReason.LATE));
  }

  private TraceFold guarded(Folds how, String name, TraceFold fold) {
    return new GuardedTraceFold(name, how.trace(name, fold), faults);
  }

  /// Tells the time of what is closed from now on.
  void at(long nowNanos) {
    now = nowNanos;
  }

  @Override
  public boolean closed(ClosedTrace trace, TraceAssembler.CloseReason reason) {
    structures.success();
    corrections += trace.corrections();
    for (TraceFold fold : folds) {
      fold.fold(trace);
    }
    keep = false;
    sampling.fold(trace);
    segments.release();
    edges.release();
    siblings.release();
    return keep;
  }

  private void sample(ClosedTrace trace) {
    boolean wanted =
        sampler.keep(
            trace.hi(),
            trace.lo(),
            routeNumber(trace),
            trace.durationNanos(trace.primary()),
            trace.error(),
            now);
    if (wanted) {
      store(trace, sampler.weight(), sampler.reason());
      kept++;
      keep = true;
    }
  }

  /// The route's key number; traces without route are told apart by their primary span's shape.
  private long routeNumber(ClosedTrace trace) {
    int shape = trace.shapeNumber(trace.primary());
    for (int at = 0; at < trace.routes(); at++) {
      if (trace.route(at) == trace.primary()) {
        return routeKeys.number(shape);
      }
    }
    return -1L - shape;
  }

  @Override
  public void late(ClosedTrace part, boolean wasKept) {
    structures.success();
    lateFold.fold(part);
    if (wasKept) {
      storing.fold(part);
    }
  }

  @Override
  public void failed(ClosedTrace trace, RuntimeException why) {
    faults.trace("structure", trace, why);
    structures.failure(why);
  }

  private void store(ClosedTrace trace, double weight, StoredTrace.KeepReason reason) {
    int root = trace.primary();
    TraceId id = trace.id();
    stored.add(
        new StoredTrace(
            id,
            trace.startNanos(root),
            trace.durationNanos(root),
            trace.shape(root).service(),
            trace.shape(root).operation(),
            trace.error(),
            trace.size(),
            trace.services(),
            weight,
            reason,
            bytes.read(trace)));
  }

  /// Hands over the traces kept since the last time.
  List<StoredTrace> drain() {
    List<StoredTrace> drained = stored;
    stored = new ArrayList<>();
    return drained;
  }

  /// How many traces were kept.
  long kept() {
    return kept;
  }

  /// How many client-server edges had their clock skew corrected.
  long corrections() {
    return corrections;
  }

  /// How many spans lay wholly outside their parents.
  long dropped() {
    return paths.dropped();
  }

  /// How many client calls had their callee in the trace.
  long paired() {
    return edges.paired();
  }

  /// How many client calls had not.
  long unpaired() {
    return edges.unpaired();
  }
}
