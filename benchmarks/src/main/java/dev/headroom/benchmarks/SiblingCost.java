package dev.headroom.benchmarks;

import dev.headroom.base.Limits;
import dev.headroom.benchmarks.ShopTraffic.SampleSpan;
import dev.headroom.otlp.SegmentKeys;
import dev.headroom.otlp.SpanDecoder;
import dev.headroom.rollup.AssemblyPolicy;
import dev.headroom.rollup.Folds;
import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.SamplingPolicy;
import dev.headroom.rollup.SliSpecs;
import dev.headroom.rollup.SpanShard;
import dev.headroom.rollup.TraceFold;
import dev.headroom.signal.SpanBatch;
import dev.headroom.signal.SpanKind;
import dev.headroom.signal.SpanTables;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What the learning of sibling order costs a shard: the same batches through a shard with the fold
/// and through one without, turn and turn about, by the thread's CPU time.
///
/// `SiblingCost [spans per round] [rounds] [shop|fan]`: `fan` is the worst case, traces of a span
/// with 16 different operations below it.
public final class SiblingCost {
  private static final int SPANS_PER_BATCH = 4_000;
  private static final int FAN = 17;
  private static final long START = 1_800_000_000_000_000_000L;

  private final int batches;
  private final boolean fan;
  private final ShopTraffic traffic = new ShopTraffic(42);
  private final SpanTables tables = SpanTables.create();
  private final SpanDecoder decoder = new SpanDecoder(tables, SegmentKeys.DEFAULT);
  private final SpanShard with = shard(Folds.PLAIN);
  private final SpanShard without =
      shard(
          new Folds() {
            @Override
            public TraceFold trace(String name, TraceFold fold) {
              return name.equals("siblings") ? _ -> {} : fold;
            }
          });
  private long clock = START;
  private long position;
  private long ids;
  private int rounds;

  private SiblingCost(int spans, boolean fan) {
    this.fan = fan;
    batches = Math.max(1, spans / SPANS_PER_BATCH);
  }

  /// @param args spans per round, 400,000 unless told; rounds, 15 unless told; shop unless told
  public static void main(String[] args) {
    int spans = args.length > 0 ? Integer.parseInt(args[0]) : 400_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 15;
    SiblingCost cost = new SiblingCost(spans, args.length > 2 && args[2].equals("fan"));
    for (int warmUp = 0; warmUp < 5; warmUp++) {
      cost.round();
    }
    double[] more = new double[rounds];
    double[] all = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      double[] nanos = cost.round();
      all[i] = nanos[1];
      more[i] = nanos[0] - nanos[1];
    }
    Arrays.sort(more);
    Arrays.sort(all);
    System.out.printf(
        Locale.ROOT,
        "without: median %.0f ns/span of shard CPU; the fold adds median %.1f (%.1f to %.1f)"
            + " ns/span in %d rounds of %,d spans%n",
        all[rounds / 2],
        more[rounds / 2],
        more[rounds / 4],
        more[rounds - 1 - rounds / 4],
        rounds,
        cost.spans());
  }

  private int spans() {
    return fan ? batches * (SPANS_PER_BATCH / FAN) * FAN : batches * SPANS_PER_BATCH;
  }

  private SpanShard shard(Folds folds) {
    return new SpanShard(
        0,
        1,
        tables,
        new KeyTable(Limits.DEFAULT),
        AssemblyPolicy.DEFAULT,
        SamplingPolicy.DEFAULT,
        1 << 19,
        _ -> new byte[0],
        new SliSpecs(List.of()),
        folds,
        new NoFaults());
  }

  /// CPU nanoseconds per span with the fold and without.
  private double[] round() {
    List<SpanBatch> decoded = new ArrayList<>(batches);
    for (int i = 0; i < batches; i++) {
      clock += 100_000_000L;
      SpanBatch batch =
          decoder
              .decode(
                  SpanEncodings.otlp(
                      fan
                          ? fans(SPANS_PER_BATCH / FAN)
                          : traffic.traces(SPANS_PER_BATCH / ShopTraffic.SPANS_PER_TRACE, clock)))
              .batch();
      position += 1_000_000;
      batch.journaledAt(position);
      decoded.add(batch);
    }
    boolean first = rounds++ % 2 == 0;
    double before = run(first ? with : without, decoded);
    double after = run(first ? without : with, decoded);
    return first ? new double[] {before, after} : new double[] {after, before};
  }

  private List<SampleSpan> fans(int count) {
    List<SampleSpan> spans = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long root = ++ids;
      spans.add(span(root, root, 0, "GET /fan", clock, clock + 1_000_000));
      for (int child = 0; child < FAN - 1; child++) {
        long from = clock + child * 50_000L;
        spans.add(span(root, ++ids, root, "step " + (char) ('a' + child), from, from + 60_000));
      }
    }
    return spans;
  }

  private static SampleSpan span(
      long trace, long id, long parent, String name, long from, long to) {
    SpanKind kind = parent == 0 ? SpanKind.SERVER : SpanKind.INTERNAL;
    return new SampleSpan("fan", kind, name, 1, trace, id, parent, from, to, false, Map.of());
  }

  private double run(SpanShard shard, List<SpanBatch> decoded) {
    long began = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    for (SpanBatch batch : decoded) {
      shard.accept(batch, clock);
    }
    shard.flush(clock);
    shard.drainRollups();
    shard.drainTraces();
    long took = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - began;
    return (double) took / spans();
  }
}
