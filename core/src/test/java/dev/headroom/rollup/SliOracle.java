package dev.headroom.rollup;

import dev.headroom.rollup.RollupKey.SliSplit;
import dev.headroom.rollup.SliSpec.Failed;
import dev.headroom.rollup.SliSpec.Failures;
import dev.headroom.rollup.SliSpec.Slower;
import dev.headroom.signal.SpanBatch;
import dev.headroom.signal.SpanKind;
import dev.headroom.signal.SpanSegment;
import dev.headroom.signal.SpanShape;
import dev.headroom.signal.SpanTables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// Counts indicators of entry spans the plain way: all spans of all traces at hand, one spec after
/// the other.
final class SliOracle {
  /// Events by counter and minute: all, bad, and of unknown sampling.
  final Map<String, List<Double>> events = new TreeMap<>();

  /// A span with all that matters to an indicator.
  record G(
      long trace,
      long id,
      long parent,
      SpanShape shape,
      SpanSegment segment,
      long start,
      long end,
      boolean error,
      float weight) {}

  static SpanBatch batch(SpanTables tables, long position, List<G> spans) {
    SpanBatch batch = new SpanBatch();
    batch.journaledAt(position);
    batch.group(0, 0, 0, 0);
    for (G g : spans) {
      batch.add(
          7,
          g.trace,
          g.id,
          g.parent,
          g.start,
          g.end,
          tables.shapes().number(g.shape),
          tables.segments().number(g.segment),
          g.error ? SpanBatch.ERROR : 0,
          g.weight,
          -1,
          0,
          1);
    }
    return batch;
  }

  static String name(RollupKey.Sli key, long minute) {
    return key.fields() + " @" + minute;
  }

  void count(SliSpec spec, List<G> trace) {
    Map<Long, G> byId = new HashMap<>();
    trace.forEach(g -> byId.put(g.id, g));
    for (G g : trace) {
      boolean entry =
          g.shape.kind() == SpanKind.SERVER || g.shape.kind() == SpanKind.CONSUMER || g.parent == 0;
      String tenant = told(g, byId, SpanSegment::tenant);
      String segment = told(g, byId, SpanSegment::segment);
      String feature = told(g, byId, SpanSegment::feature);
      boolean inScope =
          entry
              && g.shape.service().equals(spec.service())
              && any(spec.operation(), g.shape.operation().value())
              && any(spec.version(), g.shape.version())
              && any(spec.environment(), g.shape.environment())
              && any(spec.tenant(), tenant)
              && any(spec.segment(), segment)
              && any(spec.feature(), feature);
      if (!inScope || (g.error && isLatencyOfSuccess(spec.bad()))) {
        continue;
      }
      boolean bad = bad(spec.bad(), g);
      add(spec, SliSplit.TOTAL, "", g, bad);
      if (bad) {
        add(spec, SliSplit.OPERATION, g.shape.operation().value(), g, true);
        add(spec, SliSplit.VERSION, g.shape.version(), g, true);
        add(spec, SliSplit.INSTANCE, g.shape.instance(), g, true);
        addTold(spec, SliSplit.TENANT, tenant, g);
        addTold(spec, SliSplit.SEGMENT, segment, g);
        addTold(spec, SliSplit.FEATURE, feature, g);
      }
    }
  }

  private static boolean any(String wanted, String told) {
    return wanted.isEmpty() || wanted.equals(told);
  }

  private static boolean isLatencyOfSuccess(SliSpec.Bad bad) {
    return bad instanceof Slower slower && slower.failures() == Failures.LEFT_OUT;
  }

  private static boolean bad(SliSpec.Bad bad, G g) {
    return switch (bad) {
      case Failed() -> g.error;
      case Slower(long threshold, Failures failures) ->
          g.end - g.start > threshold || (g.error && failures == Failures.BAD);
    };
  }

  private static String told(G g, Map<Long, G> trace, Function<SpanSegment, String> dimension) {
    for (G at = g; at != null; at = trace.get(at.parent)) {
      if (!dimension.apply(at.segment).isEmpty()) {
        return dimension.apply(at.segment);
      }
    }
    Set<String> anywhere = new HashSet<>();
    trace.values().forEach(other -> anywhere.add(dimension.apply(other.segment)));
    anywhere.remove("");
    return anywhere.size() == 1 ? anywhere.iterator().next() : "";
  }

  private void addTold(SliSpec spec, SliSplit split, String value, G g) {
    if (!value.isEmpty()) {
      add(spec, split, value, g, true);
    }
  }

  private void add(SliSpec spec, SliSplit split, String value, G g, boolean bad) {
    RollupKey.Sli key = new RollupKey.Sli(spec.service(), spec.text(), split, value);
    double weight = Float.isNaN(g.weight) ? 1 : g.weight;
    List<Double> now = List.of(weight, bad ? weight : 0, Float.isNaN(g.weight) ? 1.0 : 0);
    events.merge(name(key, Math.floorDiv(g.end, 60_000_000_000L) * 60), now, SliOracle::sum);
  }

  static List<Double> sum(List<Double> one, List<Double> other) {
    List<Double> sum = new ArrayList<>();
    for (int i = 0; i < one.size(); i++) {
      sum.add(one.get(i) + other.get(i));
    }
    return sum;
  }

  static <T> T one(Random random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
