package dev.headroom.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.base.Limits;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.rollup.SliOracle.G;
import dev.headroom.rollup.SliSpec.Failed;
import dev.headroom.rollup.SliSpec.Failures;
import dev.headroom.rollup.SliSpec.Slower;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.signal.SpanBatch;
import dev.headroom.signal.SpanKind;
import dev.headroom.signal.SpanSegment;
import dev.headroom.signal.SpanShape;
import dev.headroom.signal.SpanTables;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random traces and random specs: what shards count is what a naive oracle counts, to the last
/// event.
class SliFoldPropertyTest {
  private static final List<String> SERVICES = List.of("a", "b", "c");
  private static final List<String> NAMES = List.of("GET /x", "GET /y", "job");
  private static final List<String> VERSIONS = List.of("", "1", "2");
  private static final List<String> PLACES = List.of("", "prod", "test");
  private static final List<String> WHOM = List.of("", "", "acme", "globex");
  private static final List<Float> WEIGHTS = List.of(1f, 1f, 0.25f, 4f, Float.NaN);
  private static final long UNIT = 1_000_000;
  private static final int SHARDS = 3;

  private record Counted(Map<String, List<Double>> indicators, Map<RollupKey.Edge, Rollup> edges) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void everyEventIsCountedAsTheOracleDoes(long seed) {
    Random random = new Random(seed);
    List<List<G>> traces = new ArrayList<>();
    for (int trace = 1; trace <= 60; trace++) {
      traces.add(trace(random, trace));
    }
    Set<SliSpec> specs = new LinkedHashSet<>();
    while (specs.size() < 40) {
      specs.add(spec(random));
    }
    Counted counted = count(random, traces, specs);

    SliOracle oracle = new SliOracle();
    for (SliSpec spec : specs) {
      if (spec.callee().isEmpty()) {
        traces.forEach(trace -> oracle.count(spec, trace));
      } else {
        assertThat(calls(counted, spec))
            .as("seed %d, calls of %s", seed, spec)
            .isEqualTo(edges(counted, spec));
      }
    }
    counted.indicators.keySet().removeIf(name -> name.contains("callee="));
    assertThat(oracle.events).as("seed %d", seed).isNotEmpty();
    assertThat(counted.indicators).as("seed %d", seed).isEqualTo(oracle.events);
  }

  private static Counted count(Random random, List<List<G>> traces, Set<SliSpec> specs) {
    List<G> spans = new ArrayList<>();
    traces.forEach(spans::addAll);
    Collections.shuffle(spans, random);
    SpanTables tables = SpanTables.create();
    KeyTable keys = new KeyTable(Limits.DEFAULT);
    SliSpecs holder = new SliSpecs(specs);
    Counted counted =
        new Counted(
            new TreeMap<>(),
            new TreeMap<>(java.util.Comparator.comparing(RollupKey.Edge::toString)));
    List<SpanShard> shards = new ArrayList<>();
    for (int i = 0; i < SHARDS; i++) {
      shards.add(
          new SpanShard(
              i,
              SHARDS,
              tables,
              keys,
              AssemblyPolicy.DEFAULT,
              SamplingPolicy.ALL,
              10_000,
              _ -> new byte[0],
              holder,
              Folds.PLAIN,
              new ShardProbe.NoFaults()));
    }
    for (int from = 0; from < spans.size(); from += 50) {
      SpanBatch batch =
          SliOracle.batch(tables, from, spans.subList(from, Math.min(spans.size(), from + 50)));
      shards.forEach(shard -> shard.accept(batch, 1_000));
      if (random.nextBoolean()) {
        // Sent again, as exporters do.
        shards.forEach(shard -> shard.accept(batch, 2_000));
      }
    }
    for (SpanShard shard : shards) {
      shard.flush(3_000);
      shard.drainRollups().forEach(row -> take(counted, keys, row));
    }
    return counted;
  }

  private static void take(Counted counted, KeyTable keys, RollupRow row) {
    RollupKey key = keys.key(row.key());
    Rollup value = row.value();
    if (key instanceof RollupKey.Sli sli) {
      counted.indicators.merge(
          SliOracle.name(sli, row.minute()),
          List.of(value.count(), value.errors(), (double) value.unknownWeight()),
          SliOracle::sum);
    } else if (key instanceof RollupKey.Edge edge) {
      counted.edges.computeIfAbsent(edge, _ -> new Rollup()).merge(value);
    }
  }

  /// All and bad calls as the indicator says.
  private static List<Double> calls(Counted counted, SliSpec spec) {
    String name =
        new RollupKey.Sli(spec.service(), spec.text(), RollupKey.SliSplit.TOTAL, "").fields()
            + " @";
    List<Double> sum = List.of(0.0, 0.0, 0.0);
    for (Map.Entry<String, List<Double>> e : counted.indicators.entrySet()) {
      sum = e.getKey().startsWith(name) ? SliOracle.sum(sum, e.getValue()) : sum;
    }
    return sum;
  }

  /// The same as the edges say.
  private static List<Double> edges(Counted counted, SliSpec spec) {
    Rollup total = new Rollup();
    counted.edges.forEach((edge, value) -> {
      boolean matches =
          edge.service().equals(spec.service())
              && (spec.operation().isEmpty() || spec.operation().equals(edge.operation().value()))
              && spec.callee().equals(edge.callee().toString())
              && !edge.consumes();
      if (matches) {
        total.merge(value);
      }
    });
    return List.of(total.count(), total.errors(), (double) total.unknownWeight());
  }

  private static List<G> trace(Random random, long number) {
    List<G> spans = new ArrayList<>();
    int size = 1 + random.nextInt(8);
    for (int i = 0; i < size; i++) {
      long parent = parent(random, number, i);
      long start = (100 + random.nextInt(3)) * 60_000_000_000L + random.nextInt(1_000) * UNIT;
      spans.add(
          new G(
              number,
              id(number, i),
              parent,
              shape(random),
              random.nextInt(3) == 0 ? segment(random) : SpanSegment.NONE,
              start,
              start + random.nextInt(7) * UNIT,
              random.nextInt(3) == 0,
              SliOracle.one(random, WEIGHTS)));
    }
    return spans;
  }

  private static long parent(Random random, long trace, int index) {
    if (index == 0) {
      // Some traces have a root, of others only a part is there.
      return random.nextInt(4) == 0 ? 999_999 : 0;
    }
    return id(trace, random.nextInt(index));
  }

  private static long id(long trace, int index) {
    return trace * 100 + index + 1;
  }

  private static SpanSegment segment(Random random) {
    return new SpanSegment(
        SliOracle.one(random, WHOM), SliOracle.one(random, WHOM), SliOracle.one(random, WHOM));
  }

  private static SpanShape shape(Random random) {
    SpanKind kind = SliOracle.one(random, List.of(SpanKind.values()));
    NodeId peer =
        switch (kind) {
          case CLIENT -> random.nextBoolean() ? new NodeId(NodeType.DATABASE, "db") : null;
          case PRODUCER, CONSUMER -> new NodeId(NodeType.QUEUE, "q");
          default -> null;
        };
    return new SpanShape(
        new ServiceName(SliOracle.one(random, SERVICES)),
        SliOracle.one(random, VERSIONS),
        SliOracle.one(random, PLACES),
        "",
        SliOracle.one(random, List.of("", "i1", "i2")),
        new OperationName(SliOracle.one(random, NAMES)),
        kind,
        peer,
        "",
        null);
  }

  private static SliSpec spec(Random random) {
    boolean edge = random.nextInt(5) == 0;
    boolean segmented = !edge && random.nextInt(3) == 0;
    boolean any = random.nextBoolean();
    SliSpec.Bad bad =
        edge || random.nextInt(3) == 0
            ? new Failed()
            : new Slower(
                (1 + random.nextInt(5)) * UNIT, SliOracle.one(random, List.of(Failures.values())));
    return new SliSpec(
        new ServiceName(SliOracle.one(random, SERVICES)),
        any ? "" : SliOracle.one(random, NAMES),
        edge ? SliOracle.one(random, List.of("a", "b", "database:db", "queue:q")) : "",
        any || edge ? "" : SliOracle.one(random, VERSIONS),
        any || edge ? "" : SliOracle.one(random, PLACES),
        segmented ? SliOracle.one(random, WHOM) : "",
        segmented ? SliOracle.one(random, WHOM) : "",
        segmented ? SliOracle.one(random, WHOM) : "",
        bad);
  }
}
