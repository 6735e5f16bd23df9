package dev.headroom.benchmarks;

import dev.headroom.base.Limits;
import dev.headroom.base.ServiceName;
import dev.headroom.otlp.SegmentKeys;
import dev.headroom.otlp.SpanDecoder;
import dev.headroom.rollup.AssemblyPolicy;
import dev.headroom.rollup.Folds;
import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupRow;
import dev.headroom.rollup.SamplingPolicy;
import dev.headroom.rollup.SliSpec;
import dev.headroom.rollup.SliSpec.Failed;
import dev.headroom.rollup.SliSpecs;
import dev.headroom.rollup.SpanShard;
import dev.headroom.signal.SpanBatch;
import dev.headroom.signal.SpanTables;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/// What counting indicators adds to ingest: the same requests are decoded and folded by one shard
/// with none, 50 and 1,000 specs, in turns, on one thread; its CPU time is told per span. What new
/// shapes and specs cost once lies in the first fifth of a round, which is told apart.
///
/// `SliCost [spans a round] [rounds] [warm-up rounds] [requests of 200 spans a second]`
public final class SliCost {
  private static final int SHOPS = 42;
  private static final int TRACES_PER_REQUEST = 25;
  private static final List<String> BEHIND = List.of("orders", "pay", "shipping", "mailer");
  private static final long SECOND = 1_000_000_000L;
  private static final long START = 1_790_000_000L * SECOND;
  private static final int SPANS_PER_REQUEST = TRACES_PER_REQUEST * ShopTraffic.SPANS_PER_TRACE;
  private static final int[] SPECS = {0, 50, 1_000};

  private final List<byte[]> requests = new ArrayList<>();
  private final int spans;
  private final int perSecond;

  /// CPU nanoseconds per span of the two parts, rows handed over a second, and the milliseconds of
  /// the first fifth of the requests, in which everything is met for the first time.
  private record Cost(double decode, double fold, double rows, double sliRows, double meeting) {
    double both() {
      return decode + fold;
    }
  }

  private SliCost(int wanted, int perSecond) {
    this.perSecond = perSecond;
    ShopTraffic traffic = new ShopTraffic(1, SHOPS);
    int count = wanted / SPANS_PER_REQUEST;
    for (int i = 0; i < count; i++) {
      requests.add(SpanEncodings.otlp(traffic.traces(TRACES_PER_REQUEST, time(i))));
    }
    spans = count * SPANS_PER_REQUEST;
  }

  private long time(int request) {
    return START + request * (SECOND / perSecond);
  }

  public static void main(String[] arguments) {
    int spans = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200_000;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 15;
    int warmUps = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
    int perSecond = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 25;
    SliCost cost = new SliCost(spans, perSecond);
    Map<Integer, List<Cost>> costs = new LinkedHashMap<>();
    for (int round = -warmUps; round < rounds; round++) {
      for (int count : SPECS) {
        Cost of = cost.round(specs(count));
        if (round >= 0) {
          costs.computeIfAbsent(count, _ -> new ArrayList<>()).add(of);
        }
      }
    }
    cost.print(costs);
  }

  /// One spec for each of the 1,008 entry operations, by turns of availability, latency, a tenant
  /// and a call.
  private static Set<SliSpec> specs(int count) {
    Set<SliSpec> specs = new LinkedHashSet<>();
    for (int i = 0; specs.size() < count; i++) {
      int shop = i % SHOPS;
      int entry = i / SHOPS % (ShopTraffic.ROUTES + 4);
      specs.add(spec(shop, entry, i));
    }
    return specs;
  }

  private static SliSpec spec(int shop, int entry, int i) {
    if (entry >= ShopTraffic.ROUTES) {
      ServiceName service = service(BEHIND.get(entry % BEHIND.size()), shop);
      return i % 2 == 0 ? SliSpec.availability(service, "") : SliSpec.latency(service, "", slow(i));
    }
    ServiceName gateway = service("gateway", shop);
    String route = "GET /shop/section-%d/{id}".formatted(entry);
    return switch ((i / SHOPS + shop) % 7) {
      case 0 ->
          new SliSpec(
              gateway, route, "", "", "", "tenant-%d".formatted(i % 20), "", "", new Failed());
      case 1 ->
          new SliSpec(
              gateway, route, service("orders", shop).value(), "", "", "", "", "", new Failed());
      case 2, 3, 4 -> SliSpec.latency(gateway, route, slow(i));
      default -> SliSpec.availability(gateway, route);
    };
  }

  private static ServiceName service(String name, int shop) {
    return new ServiceName("%s-%d".formatted(name, shop));
  }

  /// About the 95th percentile of a root, another one for each spec.
  private static long slow(int i) {
    return 50_000_000L + i;
  }

  private Cost round(Set<SliSpec> specs) {
    SpanTables tables = SpanTables.create();
    SpanDecoder decoder = new SpanDecoder(tables, SegmentKeys.DEFAULT);
    KeyTable keys = new KeyTable(Limits.DEFAULT);
    SpanShard shard =
        new SpanShard(
            0,
            1,
            tables,
            keys,
            AssemblyPolicy.DEFAULT,
            SamplingPolicy.DEFAULT,
            1 << 20,
            _ -> new byte[0],
            new SliSpecs(specs),
            Folds.PLAIN,
            new NoFaults());
    int first = requests.size() / 5;
    long meeting = 0;
    long decoding = 0;
    long folding = 0;
    long rows = 0;
    long sliRows = 0;
    for (int i = 0; i < requests.size(); i++) {
      long begin = cpu();
      SpanBatch batch = decoder.decode(requests.get(i)).batch();
      batch.journaledAt(i);
      long decoded = cpu();
      shard.accept(batch, time(i));
      List<RollupRow> drained = List.of();
      if (i % perSecond == 0) {
        shard.tick(time(i));
        drained = shard.drainRollups();
        shard.drainTraces();
      }
      long folded = cpu();
      if (i < first) {
        meeting += folded - begin;
        continue;
      }
      decoding += decoded - begin;
      folding += folded - decoded;
      rows += drained.size();
      sliRows +=
          drained.stream().filter(row -> keys.key(row.key()).kind() == RollupKind.SLI).count();
    }
    double seconds = (requests.size() - first) / (double) perSecond;
    double counted = (requests.size() - first) * (double) SPANS_PER_REQUEST;
    return new Cost(
        decoding / counted, folding / counted, rows / seconds, sliRows / seconds, meeting / 1e6);
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private void print(Map<Integer, List<Cost>> costs) {
    System.out.printf("%,d spans a round, %d requests a second%n", spans, perSecond);
    List<Cost> none = costs.getOrDefault(0, List.of());
    costs.forEach((specs, of) -> {
      Stats all = Stats.of(of, Cost::both);
      double[] more = new double[of.size()];
      for (int i = 0; i < more.length; i++) {
        more[i] = of.get(i).both() - none.get(i).both();
      }
      Cost last = of.getLast();
      System.out.printf(
          "%,5d specs: decode and fold %s ns/span, fold %s; more than none in the same round: %s;"
              + " first fifth %s ms; rows a second %.0f, of SLIs %.0f%n",
          specs,
          all,
          Stats.of(of, Cost::fold),
          Stats.of(more),
          Stats.of(of, Cost::meeting),
          last.rows,
          last.sliRows);
    });
  }

  private record Stats(double least, double median, double most) {
    static Stats of(List<Cost> costs, ToDoubleFunction<Cost> what) {
      return of(costs.stream().mapToDouble(what).toArray());
    }

    static Stats of(double[] values) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      return new Stats(sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]);
    }

    @Override
    public String toString() {
      return "%.1f/%.1f/%.1f".formatted(least, median, most);
    }
  }
}
