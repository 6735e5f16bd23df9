package dev.headroom.analysis.weakcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.analysis.FakeView;
import dev.headroom.analysis.TraceBuilder;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.finding.Edit;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Severity;
import dev.headroom.rollup.RollupKey.Metric;
import dev.headroom.rollup.RollupKey.MetricType;
import dev.headroom.rollup.RollupKey.Statement;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WeakCacheTest {
  private static final String PRODUCT = "SELECT name FROM products WHERE id = ?";

  private static List<Finding> analyze(FakeView view) {
    return new WeakCache().analyze(view);
  }

  private static void lookups(FakeView view, long minute, double hits, double misses) {
    count(view, "shop.cache.lookups", "cache.name=products,cache.result=hit", minute, hits);
    count(view, "shop.cache.lookups", "cache.name=products,cache.result=miss", minute, misses);
  }

  private static void count(
      FakeView view, String metric, String attributes, long minute, double increase) {
    view.rollup(
        new Metric(
            new ServiceName("catalog"),
            "catalog-1",
            metric,
            "{lookup}",
            MetricType.COUNTER,
            attributes),
        minute,
        rollup -> rollup.addReading(increase, 0));
  }

  @Test
  void aCacheThatNeverKnowsIsFound() {
    FakeView view = new FakeView();
    for (int minute = 0; minute < 20; minute++) {
      lookups(view, minute, 0, 50);
    }

    List<Finding> findings = analyze(view);

    assertThat(findings).hasSize(1);
    Finding finding = findings.getFirst();
    assertThat(finding.claim())
        .isEqualTo(
            "The cache 'shop.cache.lookups cache.name=products' of catalog never knows: 0 % of its"
                + " lookups hit.");
    assertThat(finding.confidence()).isEqualTo(0.95);
    assertThat(finding.remedies().getFirst().advice()).contains("an id of the request");
    assertThat(finding.impact().perSecond()).isCloseTo(1_000 / 3600.0, within(1e-9));
  }

  @Test
  void ratesAreOverTheTimeSinceItsFirstData() {
    FakeView view = new FakeView();
    for (int minute = 40; minute < 60; minute++) {
      lookups(view, minute, 0, 50);
    }
    assertThat(analyze(view))
        .singleElement()
        .satisfies(it -> {
          // Counted in slices of three minutes, the first of which begins a little earlier.
          assertThat(it.coverage().window().length())
              .isBetween(Duration.ofMinutes(20), Duration.ofMinutes(23));
          double seconds = it.coverage().window().length().toSeconds();
          assertThat(it.impact().perSecond()).isCloseTo(1_000 / seconds, within(1e-9));
        });
  }

  @Test
  void theStatementsBehindItAreNamedAndPriced() {
    FakeView view =
        new FakeView()
            .traces(
                TraceBuilder.many(
                    60,
                    i ->
                        TraceBuilder.route("catalog", "GET /products/{id}", 20)
                            .with("url.path", "/products/" + i % 6)
                            .query("pg", PRODUCT, 2, 12)));
    for (int minute = 0; minute < 20; minute++) {
      lookups(view, minute, 0, 50);
    }
    view.rollup(
        new Statement(
            new ServiceName("catalog"),
            new OperationName("GET /products/{id}"),
            new NodeId(NodeType.DATABASE, "pg"),
            PRODUCT),
        3,
        rollup -> {
          for (int i = 0; i < 980; i++) {
            rollup.addDuration(10_000_000, 1, false);
          }
        });

    assertThat(analyze(view))
        .singleElement()
        .satisfies(it -> {
          assertThat(it.severity()).isEqualTo(Severity.MAJOR);
          assertThat(it.impact().routes().getFirst().share()).isCloseTo(0.5, within(1e-9));
          // 54 of 60 requests ask for a product that another asked for.
          assertThat(it.remedies().getFirst().edits())
              .singleElement()
              .isInstanceOfSatisfying(
                  Edit.Cached.class,
                  cached -> assertThat(cached.hitRate()).isCloseTo(0.9, within(1e-9)));
        });
  }

  @Test
  void aHitRateThatDroppedWithinWhatWasSeenIsFound() {
    FakeView view = new FakeView();
    for (int minute = 0; minute < 36; minute++) {
      double hits = minute < 30 ? 60 : 5;
      lookups(view, minute, hits, 100 - hits);
    }

    assertThat(analyze(view))
        .singleElement()
        .satisfies(it -> {
          assertThat(it.claim()).contains("of its lookups hit, before it were 60 %");
          assertThat(it.severity()).isEqualTo(Severity.MAJOR);
          assertThat(it.rule()).contains("in the last quarter of what was seen");
        });
  }

  @Test
  void aCacheThatFillsAgainAfterARestartIsNotFound() {
    FakeView view = new FakeView();
    for (int minute = 0; minute < 36; minute++) {
      double hits = minute >= 28 && minute < 33 ? 0 : 60;
      lookups(view, minute, hits, 100 - hits);
    }

    assertThat(analyze(view)).isEmpty();
  }

  @Test
  void aHitRateThatDroppedIsFoundThoughItIsNotLow() {
    FakeView view = new FakeView();
    for (int minute = -600; minute < -60; minute++) {
      lookups(view, minute, 95, 5);
    }
    for (int minute = 0; minute < 20; minute++) {
      lookups(view, minute, 60, 40);
    }
    assertThat(analyze(view))
        .singleElement()
        .satisfies(
            it -> assertThat(it.claim()).contains("60 % of its lookups hit, before it were 95 %"));
  }

  @Test
  void counterPairsAreUnderstood() {
    FakeView view = new FakeView();
    for (int minute = 0; minute < 20; minute++) {
      count(view, "redis.keyspace.hits", "", minute, 10);
      count(view, "redis.keyspace.misses", "", minute, 90);
    }
    assertThat(analyze(view))
        .singleElement()
        .satisfies(it -> assertThat(it.claim()).contains("redis.keyspace", "seldom knows: 10 %"));
  }

  @Test
  void goodCachesColdOnesAndIdleOnesAreFine() {
    FakeView good = new FakeView();
    FakeView cold = new FakeView();
    FakeView idle = new FakeView();
    for (int minute = 0; minute < 20; minute++) {
      lookups(good, minute, 40, 10);
      lookups(cold, minute, minute < 9 ? 0 : 45, minute < 9 ? 500 : 5);
      lookups(idle, minute, 0, 5);
    }
    assertThat(analyze(good)).isEmpty();
    assertThat(analyze(cold)).isEmpty();
    assertThat(analyze(idle)).isEmpty();
  }

  /// Asks the cache; every so many times it knows.
  private static TraceBuilder lookup(int i, int every, boolean fill) {
    TraceBuilder trace =
        TraceBuilder.route("catalog", "GET /products/{id}", 20).cache("redis", "GET", 1, 2);
    if (i % every != 0) {
      trace.query("pg", PRODUCT, 3, 13);
      if (fill) {
        trace.cache("redis", "SET", 14, 15);
      }
    }
    return trace;
  }

  @Test
  void lookupsThatAreFollowedByAReadAndAFillAreMisses() {
    FakeView view = new FakeView().traces(TraceBuilder.many(120, i -> lookup(i, 10, true)));
    assertThat(analyze(view))
        .singleElement()
        .satisfies(it -> {
          assertThat(it.claim())
              .isEqualTo(
                  "GET /products/{id} of catalog asks the cache redis and finds something only 10 %"
                      + " of the time: cache:redis GET.");
          assertThat(it.confidence()).isEqualTo(0.85);
          assertThat(it.impact().routes().getFirst().nanosPerRequest()).isCloseTo(9e6, within(1.0));
          // From 10 % to the assumed 80 %, of the 90 % that are read behind the cache.
          assertThat(it.remedies().getFirst().edits())
              .singleElement()
              .isInstanceOfSatisfying(
                  Edit.Cached.class,
                  cached -> assertThat(cached.hitRate()).isCloseTo(0.7 / 0.9, within(1e-9)));
        });
  }

  /// Half of 60 sampled lookups hit, which may be chance; all requests were counted.
  private static FakeView counted(int lookups, int reads, boolean alsoElsewhere) {
    FakeView view =
        new FakeView()
            .traces(
                TraceBuilder.many(
                    60,
                    i -> {
                      TraceBuilder trace = TraceBuilder.route("catalog", "GET /products/{id}", 40);
                      if (alsoElsewhere) {
                        trace.query("pg", PRODUCT, 0.1, 0.5);
                      }
                      trace.command("redis", "GET product:?", 1, 2);
                      return i % 2 == 0
                          ? trace
                          : trace
                              .query("pg", PRODUCT, 3, 13)
                              .command("redis", "SET product:?", 14, 15);
                    }));
    executions(view, new NodeId(NodeType.CACHE, "redis"), "GET product:?", lookups);
    executions(view, new NodeId(NodeType.DATABASE, "pg"), PRODUCT, reads);
    return view;
  }

  private static void executions(FakeView view, NodeId node, String text, int count) {
    view.rollup(
        new Statement(
            new ServiceName("catalog"), new OperationName("GET /products/{id}"), node, text),
        3,
        rollup -> {
          for (int i = 0; i < count; i++) {
            rollup.addDuration(1_000_000, 1, false);
          }
        });
  }

  @Test
  void countedExecutionsTellWhatAFewSamplesCannot() {
    assertThat(analyze(counted(3_000, 1_740, false)))
        .singleElement()
        .satisfies(it -> {
          assertThat(it.claim()).contains("finds something only 42 % of the time");
          assertThat(it.confidence()).isEqualTo(0.85);
        });
    assertThat(analyze(counted(3_000, 1_260, false))).as("58 % hit").isEmpty();
  }

  @Test
  void readsThatAreMadeInAnyCaseAreNotCountedAsMisses() {
    assertThat(analyze(counted(3_000, 4_740, true))).isEmpty();
    assertThat(analyze(counted(3_000, 2_900, true))).isEmpty();
  }

  @Test
  void readsThatFollowSometimesAreTakenForMisses() {
    FakeView view = new FakeView().traces(TraceBuilder.many(120, i -> lookup(i, 10, false)));
    assertThat(analyze(view))
        .singleElement()
        .satisfies(it -> assertThat(it.confidence()).isEqualTo(0.6));
  }

  @Test
  void readsThatFollowAlwaysMayBeMadeInAnyCase() {
    FakeView view =
        new FakeView()
            .traces(
                TraceBuilder.many(
                    120,
                    i ->
                        TraceBuilder.route("catalog", "GET /products/{id}", 20)
                            .cache("redis", "GET", 1, 2)
                            .query("pg", PRODUCT, 3, 13)));
    assertThat(analyze(view)).isEmpty();
  }

  @Test
  void whatTheSpanSaysCounts() {
    FakeView view =
        new FakeView()
            .traces(
                TraceBuilder.many(
                    120,
                    i ->
                        TraceBuilder.route("catalog", "GET /products/{id}", 20)
                            .cache("redis", "GET", 1, 2)
                            .with("cache.result", i % 10 == 0 ? "hit" : "miss")));
    assertThat(analyze(view))
        .singleElement()
        .satisfies(it -> assertThat(it.confidence()).isEqualTo(0.9));
  }

  @Test
  void cachesThatKnowAreFineAndSoAreFewLookups() {
    assertThat(analyze(new FakeView().traces(TraceBuilder.many(120, i -> lookup(i, 1, true)))))
        .isEmpty();
    assertThat(analyze(new FakeView().traces(TraceBuilder.many(39, i -> lookup(i, 10, true)))))
        .isEmpty();
  }

  @Test
  void theSameFewReadsOverManyRequestsAreWatched() {
    FakeView view =
        new FakeView()
            .traces(
                TraceBuilder.many(
                    120,
                    i ->
                        TraceBuilder.route("shop", "GET /", 20)
                            .query("pg", PRODUCT, 3, 13)
                            .with(
                                "db.query.text",
                                "SELECT name FROM products WHERE id = " + i % 12)));
    assertThat(analyze(view))
        .singleElement()
        .satisfies(it -> {
          assertThat(it.severity()).isEqualTo(Severity.WATCH);
          assertThat(it.claim()).contains("90 % of the reads");
        });
  }

  @Test
  void readsOfManyThingsAreNotWatched() {
    FakeView view =
        new FakeView()
            .traces(
                TraceBuilder.many(
                    120,
                    i ->
                        TraceBuilder.route("shop", "GET /", 20)
                            .query("pg", PRODUCT, 3, 13)
                            .with(
                                "db.query.text",
                                "SELECT name FROM products WHERE id = " + i % 60)));
    assertThat(analyze(view)).isEmpty();
  }
}
