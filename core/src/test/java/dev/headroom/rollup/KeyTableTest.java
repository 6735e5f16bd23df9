package dev.headroom.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.base.Limits;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.signal.SpanKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class KeyTableTest {
  private static final Limits TIGHT = new Limits(3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 100);
  private static final ServiceName SHOP = new ServiceName("shop");

  private final KeyTable table = new KeyTable(TIGHT);

  private static RollupKey operation(String service, String name, String version) {
    return new RollupKey.Operation(
        new ServiceName(service), new OperationName(name), SpanKind.SERVER, version, "prod");
  }

  private RollupKey counted(RollupKey key) {
    return table.key(table.number(key));
  }

  @Test
  void numbersStartAtOneAndLast() {
    assertThat(table.number(operation("shop", "GET /a", "1"))).isEqualTo(1);
    assertThat(table.number(operation("shop", "GET /b", "1"))).isEqualTo(2);
    assertThat(table.number(operation("shop", "GET /a", "1"))).isEqualTo(1);
    assertThat(table.size()).isEqualTo(2);
    assertThat(table.newSince(1)).containsExactly(operation("shop", "GET /b", "1"));
  }

  @Test
  void operationsBeyondTheCapShareOther() {
    counted(operation("shop", "GET /a", "1"));
    counted(operation("shop", "GET /b", "1"));
    RollupKey other = new RollupKey.Operation(SHOP, OperationName.OTHER, SpanKind.SERVER, "", "");
    assertThat(counted(operation("shop", "GET /c", "1"))).isEqualTo(other);
    assertThat(counted(operation("shop", "GET /d", "1"))).isEqualTo(other);
    assertThat(counted(operation("shop", "GET /a", "1")))
        .isEqualTo(operation("shop", "GET /a", "1"));
    assertThat(counted(operation("cart", "GET /c", "1")))
        .isEqualTo(operation("cart", "GET /c", "1"));
    assertThat(table.capsHit()).containsExactlyEntriesOf(java.util.Map.of("OPERATION of shop", 2L));
  }

  @Test
  void newVersionsOfKnownOperationsTakeNoRoomOfOtherOperations() {
    counted(operation("shop", "GET /a", "1"));
    counted(operation("shop", "GET /a", "2"));
    assertThat(counted(operation("shop", "GET /b", "2")))
        .isEqualTo(operation("shop", "GET /b", "2"));
    assertThat(counted(operation("shop", "GET /a", "3")))
        .isEqualTo(
            new RollupKey.Operation(
                SHOP, new OperationName("GET /a"), SpanKind.SERVER, "other", "other"));
    assertThat(table.capsHit()).containsOnlyKeys("versions of shop");
  }

  @Test
  void servicesBeyondTheCapShareTheServiceOther() {
    for (String service : List.of("a", "b", "c")) {
      counted(operation(service, "GET /", "1"));
    }
    assertThat(counted(operation("d", "GET /", "1")).service()).isEqualTo(ServiceName.OTHER);
    for (RollupKey key : oneOfEach("e")) {
      if (key.kind() == RollupKind.SLI) {
        continue;
      }
      RollupKey shared = counted(key);
      assertThat(shared.service()).isEqualTo(ServiceName.OTHER);
      assertThat(shared.kind()).isEqualTo(key.kind());
      assertThat(shared.fields().toString()).doesNotContain("e-own");
    }
    assertThat(table.capsHit()).containsOnlyKeys("services");
  }

  @Test
  void indicatorsAreNeverMixed() {
    for (String service : List.of("a", "b", "c", "d", "e")) {
      for (String spec : List.of("failed", "slower")) {
        RollupKey total = sli(service, spec, RollupKey.SliSplit.TOTAL, "");
        assertThat(counted(total)).isEqualTo(total);
        for (int i = 0; i < 5; i++) {
          assertThat(counted(sli(service, spec, RollupKey.SliSplit.TENANT, "t" + i)))
              .isEqualTo(sli(service, spec, RollupKey.SliSplit.TENANT, i < 2 ? "t" + i : "other"));
        }
      }
    }
    assertThat(table.capsHit())
        .hasSize(10)
        .containsEntry("SLI of a failed by TENANT", 3L)
        .doesNotContainKey("services");
  }

  private static RollupKey sli(
      String service, String spec, RollupKey.SliSplit split, String value) {
    return new RollupKey.Sli(new ServiceName(service), spec, split, value);
  }

  private static List<RollupKey> oneOfEach(String name) {
    ServiceName service = new ServiceName(name);
    OperationName own = new OperationName(name + "-own");
    NodeId node = new NodeId(NodeType.DATABASE, name + "-own");
    return List.of(
        new RollupKey.Operation(service, own, SpanKind.SERVER, "1", ""),
        new RollupKey.Instance(service, name + "-own", "1", "", ""),
        new RollupKey.Route(service, own, SpanKind.SERVER),
        new RollupKey.Segment(service, own, RollupKey.Dimension.TENANT, "e-own"),
        new RollupKey.Edge(service, own, node, "SELECT"),
        new RollupKey.Statement(service, own, node, "SELECT 1"),
        new RollupKey.Path(service, own, service, own),
        new RollupKey.Metric(service, "", name + "-own", "s", RollupKey.MetricType.COUNTER, ""),
        new RollupKey.Template(service, name + "-own <*>", 9, "1"),
        new RollupKey.Sli(service, "failed", RollupKey.SliSplit.VERSION, name + "-own"),
        new RollupKey.Siblings(
            service,
            own,
            new ServiceOperation(service, own),
            new ServiceOperation(service, own),
            new ServiceOperation(service, own)));
  }

  @Test
  void everyKindHasItsCapAndItsOther() {
    Set<RollupKind> kinds = new HashSet<>();
    for (int kind = 0; kind < oneOfEach("x").size(); kind++) {
      Set<Integer> numbers = new HashSet<>();
      for (int i = 0; i < 20; i++) {
        RollupKey key = distinct(kind, i);
        kinds.add(key.kind());
        numbers.add(table.number(key));
      }
      assertThat(numbers).as("kind %d: two of its own and other", kind).hasSize(3);
    }
    assertThat(kinds).containsExactlyInAnyOrder(RollupKind.values());
  }

  /// A key of the same service and route that differs by `i`.
  private static RollupKey distinct(int kind, int i) {
    OperationName route = new OperationName("GET /");
    OperationName own = new OperationName("op" + i);
    NodeId node = new NodeId(NodeType.DATABASE, "db");
    return List.of(
            new RollupKey.Operation(SHOP, own, SpanKind.SERVER, "1", ""),
            new RollupKey.Instance(SHOP, "i" + i, "1", "", ""),
            new RollupKey.Route(SHOP, own, SpanKind.SERVER),
            new RollupKey.Segment(SHOP, route, RollupKey.Dimension.TENANT, "t" + i),
            new RollupKey.Edge(SHOP, route, node, "op" + i),
            new RollupKey.Statement(SHOP, route, node, "SELECT " + i),
            new RollupKey.Path(SHOP, route, SHOP, own),
            new RollupKey.Metric(SHOP, "", "m" + i, "s", RollupKey.MetricType.COUNTER, ""),
            (RollupKey) new RollupKey.Template(SHOP, "t" + i + " <*>", 9, "1"),
            new RollupKey.Sli(SHOP, "failed", RollupKey.SliSplit.VERSION, "v" + i),
            new RollupKey.Siblings(
                SHOP,
                route,
                new ServiceOperation(SHOP, route),
                new ServiceOperation(SHOP, own),
                new ServiceOperation(SHOP, own)))
        .get(kind);
  }

  @Test
  void eachDimensionOfARouteHasItsOwnRoom() {
    for (RollupKey.Dimension dimension : RollupKey.Dimension.values()) {
      for (int i = 0; i < 2; i++) {
        RollupKey key = new RollupKey.Segment(SHOP, new OperationName("GET /"), dimension, "v" + i);
        assertThat(counted(key)).isEqualTo(key);
      }
    }
    assertThat(table.capsHit()).isEmpty();
  }

  @Test
  void keysAndFieldsGoThereAndBack() {
    for (RollupKey key : oneOfEach("x")) {
      assertThat(RollupKey.of(key.kind(), key.fields())).isEqualTo(key);
    }
  }

  @Test
  void storedKeysKeepTheirNumbersAndCapsStartAnew() {
    List<RollupKey> stored = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      stored.add(operation("shop", "GET /" + i, "1"));
    }
    table.load(stored);
    assertThat(table.number(stored.get(49))).isEqualTo(50);
    assertThat(counted(operation("shop", "GET /new", "1")))
        .isEqualTo(operation("shop", "GET /new", "1"));
    assertThat(table.newSince(50)).hasSize(1);
    counted(operation("shop", "GET /newer", "1"));
    assertThat(counted(operation("shop", "GET /newest", "1")).fields()).contains("other");
    table.renewCaps();
    assertThat(counted(operation("shop", "GET /tomorrow", "2")))
        .isEqualTo(operation("shop", "GET /tomorrow", "2"));
  }

  @Test
  void matchingFindsKeysByKindInTheOrderOfTheirNumbers() {
    KeyTable roomy = new KeyTable(Limits.DEFAULT);
    for (int i = 0; i < 40; i++) {
      roomy.number(operation("shop", "GET /" + i, "1"));
      roomy.number(new RollupKey.Route(SHOP, new OperationName("GET /" + i), SpanKind.SERVER));
    }
    int[] routes = roomy.matching(RollupKind.ROUTE, key -> key.fields().get(1).endsWith("7"));
    assertThat(routes).isSorted().hasSize(4);
  }

  @Test
  void threadsAgreeOnNumbers() throws InterruptedException, ExecutionException {
    KeyTable roomy = new KeyTable(Limits.DEFAULT);
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<List<Integer>>> found = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        found.add(
            threads.submit(() -> {
              start.await();
              List<Integer> numbers = new ArrayList<>();
              for (int i = 0; i < 400; i++) {
                numbers.add(roomy.number(operation("s" + i % 7, "GET /" + i, "1")));
              }
              return numbers;
            }));
      }
      start.countDown();
      List<Integer> first = found.getFirst().get();
      for (Future<List<Integer>> other : found) {
        assertThat(other.get()).isEqualTo(first);
      }
      assertThat(new HashSet<>(first)).hasSize(400);
    }
    assertThat(roomy.size()).isEqualTo(400);
  }
}
