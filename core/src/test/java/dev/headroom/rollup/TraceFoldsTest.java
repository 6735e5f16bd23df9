package dev.headroom.rollup;

import static dev.headroom.rollup.Spans.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.rollup.Spans.S;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.signal.SpanBatch;
import dev.headroom.signal.SpanKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What the folds count of known topologies.
class TraceFoldsTest {
  private static final NodeId ORDERS_DB = new NodeId(NodeType.DATABASE, "postgresql orders");
  private static final NodeId TOPIC = new NodeId(NodeType.QUEUE, "kafka orders");
  private static final NodeId HOST = new NodeId(NodeType.EXTERNAL, "b:8080");

  private static S server(long id, long parent, String service, String op, long start, long end) {
    return span(id, parent, start, end).kind(SpanKind.SERVER).in(service, op);
  }

  private static S client(long id, long parent, String service, long start, long end) {
    return span(id, parent, start, end)
        .kind(SpanKind.CLIENT)
        .in(service, "GET")
        .towards(HOST, "GET");
  }

  private static S inner(long id, long parent, String service, long start, long end) {
    return span(id, parent, start, end).in(service, "inner");
  }

  private static S query(long id, long parent, String service, long start, long end) {
    return client(id, parent, service, start, end)
        .in(service, "SELECT orders")
        .towards(ORDERS_DB, "SELECT orders")
        .statement("SELECT * FROM orders WHERE id = ?", 3);
  }

  private static RollupKey.Edge edge(String service, String op, NodeId callee, String calleeOp) {
    return new RollupKey.Edge(new ServiceName(service), new OperationName(op), callee, calleeOp);
  }

  private static NodeId service(String name) {
    return NodeId.service(new ServiceName(name));
  }

  private static RollupKey.Path path(String op, String onService, String onOp) {
    return new RollupKey.Path(
        new ServiceName("a"),
        new OperationName(op),
        new ServiceName(onService),
        new OperationName(onOp));
  }

  /// a: GET /cart → inner → b: GET /items → SELECT orders, twice.
  private static List<S> shop() {
    return List.of(
        server(1, 0, "a", "GET /cart", 0, 1_000),
        inner(2, 1, "a", 100, 900),
        client(3, 2, "a", 200, 800),
        server(4, 3, "b", "GET /items", 250, 750),
        inner(5, 4, "b", 260, 740),
        query(6, 5, "b", 300, 400),
        query(7, 5, "b", 500, 650));
  }

  @Test
  void aCallBetweenServicesIsOneEdgeSeenFromBothSides() {
    ShardProbe probe = new ShardProbe().add(shop()).flush();
    assertThat(probe.counts(RollupKind.EDGE))
        .containsExactly(
            "a | GET /cart | SERVICE | b | GET /items = 1",
            "b | GET /items | DATABASE | postgresql orders | SELECT orders = 2");
    Rollup call = probe.total(edge("a", "GET /cart", service("b"), "GET /items"));
    assertThat(call.sum()).isEqualTo(600);
    assertThat(call.peerSketch().quantile(0.5)).isCloseTo(500, within(3.0));
    assertThat(probe.shard().stats().pairedCalls()).isEqualTo(1);
    assertThat(probe.shard().stats().unpairedCalls()).isEqualTo(2);
  }

  @Test
  void statementsCountUnderTheEntryOperationWithTheirRows() {
    ShardProbe probe = new ShardProbe().add(shop()).flush();
    Rollup statement =
        probe.total(
            new RollupKey.Statement(
                new ServiceName("b"),
                new OperationName("GET /items"),
                ORDERS_DB,
                "SELECT * FROM orders WHERE id = ?"));
    assertThat(statement.count()).isEqualTo(2);
    assertThat(statement.extra()).isEqualTo(6);
    assertThat(statement.sum()).isEqualTo(250);
  }

  @Test
  void routesAreTheRootsAndOwnTheirCriticalPath() {
    ShardProbe probe = new ShardProbe().add(shop()).flush();
    assertThat(probe.counts(RollupKind.ROUTE)).containsExactly("a | GET /cart | SERVER = 1");
    assertThat(probe.total(path("GET /cart", "a", "GET /cart")).sum()).isEqualTo(200);
    assertThat(probe.total(path("GET /cart", "a", "inner")).sum()).isEqualTo(200);
    assertThat(probe.total(path("GET /cart", "a", "GET")).sum()).isEqualTo(100);
    assertThat(probe.total(path("GET /cart", "b", "GET /items")).sum()).isEqualTo(20);
    assertThat(probe.total(path("GET /cart", "b", "inner")).sum()).isEqualTo(230);
    Rollup queries = probe.total(path("GET /cart", "b", "SELECT orders"));
    assertThat(queries.sum()).isEqualTo(250);
    assertThat(queries.count()).as("traces, not spans").isEqualTo(1);
  }

  @Test
  void operationsAndInstancesAreCountedSpanBySpan() {
    ShardProbe probe = new ShardProbe().add(shop()).flush();
    assertThat(probe.counts(RollupKind.OPERATION))
        .containsExactly(
            "a | GET /cart | SERVER | 1.0 | test = 1",
            "a | GET | CLIENT | 1.0 | test = 1",
            "a | inner | INTERNAL | 1.0 | test = 1",
            "b | GET /items | SERVER | 1.0 | test = 1",
            "b | SELECT orders | CLIENT | 1.0 | test = 2",
            "b | inner | INTERNAL | 1.0 | test = 1");
    assertThat(probe.counts(RollupKind.INSTANCE))
        .containsExactly("a |  | 1.0 | test |  = 1", "b |  | 1.0 | test |  = 1");
  }

  @Test
  void weightsMultiplyAndUnknownOnesAreMarked() {
    List<S> spans = new ArrayList<>();
    shop().forEach(s -> spans.add(s.weight(8)));
    shop().forEach(s -> spans.add(s.inTrace(2).weight(Double.NaN)));
    ShardProbe probe = new ShardProbe().add(spans).flush();
    Rollup call = probe.total(edge("a", "GET /cart", service("b"), "GET /items"));
    assertThat(call.count()).isEqualTo(9);
    assertThat(call.observed()).isEqualTo(2);
    assertThat(call.unknownWeight()).isEqualTo(1);
    Rollup own = probe.total(path("GET /cart", "b", "SELECT orders"));
    assertThat(own.count()).isEqualTo(9);
    assertThat(own.sum()).isEqualTo(9 * 250);
    assertThat(own.unknownWeight()).isEqualTo(1);
  }

  @Test
  void eachCountsInTheMinuteOfItsEnd() {
    long minute = 60 * ShardProbe.SECOND;
    ShardProbe probe =
        new ShardProbe()
            .add(
                server(1, 0, "a", "GET /cart", minute - 10, 2 * minute + 1),
                query(2, 1, "a", minute - 5, minute),
                query(3, 1, "a", minute - 5, minute - 1))
            .flush();
    assertThat(probe.minutes(edge("a", "GET /cart", ORDERS_DB, "SELECT orders")))
        .containsExactly(0L, 60L);
    assertThat(
            probe.minutes(
                new RollupKey.Route(
                    new ServiceName("a"), new OperationName("GET /cart"), SpanKind.SERVER)))
        .containsExactly(120L);
    assertThat(probe.minutes(path("GET /cart", "a", "SELECT orders"))).containsExactly(120L);
  }

  @Test
  void messagesGoThroughTheirQueue() {
    ShardProbe probe =
        new ShardProbe()
            .add(
                server(1, 0, "a", "POST /order", 0, 100),
                span(2, 1, 40, 50)
                    .kind(SpanKind.PRODUCER)
                    .in("a", "publish orders")
                    .towards(TOPIC, "publish"),
                span(3, 2, 1_050, 1_250)
                    .kind(SpanKind.CONSUMER)
                    .in("c", "process orders")
                    .towards(TOPIC, "process"),
                query(4, 3, "c", 1_100, 1_200))
            .flush();
    assertThat(probe.counts(RollupKind.EDGE))
        .containsExactly(
            "a | POST /order | QUEUE | kafka orders | publish = 1",
            "c | process orders | DATABASE | postgresql orders | SELECT orders = 1",
            "c | process orders | QUEUE | kafka orders | consume = 1");
    Rollup consumed = probe.total(edge("c", "process orders", TOPIC, RollupKey.Edge.CONSUME));
    assertThat(consumed.sum()).isEqualTo(200);
    assertThat(consumed.peerSketch().quantile(0.5)).as("wait").isCloseTo(1_000, within(6.0));
    assertThat(probe.counts(RollupKind.ROUTE))
        .as("nobody waits for the consumer: it is a route of its own")
        .containsExactly("a | POST /order | SERVER = 1", "c | process orders | CONSUMER = 1");
    assertThat(probe.total(path("POST /order", "a", "publish orders")).sum()).isEqualTo(10);
  }

  @Test
  void aConsumerThatNamesNoQueueTakesTheProducers() {
    ShardProbe probe =
        new ShardProbe()
            .add(
                span(2, 0, 40, 50)
                    .kind(SpanKind.PRODUCER)
                    .in("a", "publish")
                    .towards(TOPIC, "publish"),
                span(3, 2, 60, 90).kind(SpanKind.CONSUMER).in("c", "process"))
            .flush();
    assertThat(probe.counts(RollupKind.EDGE))
        .containsExactly(
            "a | publish | QUEUE | kafka orders | publish = 1",
            "c | process | QUEUE | kafka orders | consume = 1");
  }

  @Test
  void aReceiveAroundAProcessIsOneConsumption() {
    ShardProbe probe =
        new ShardProbe()
            .add(
                span(1, 0, 0, 100)
                    .kind(SpanKind.CONSUMER)
                    .in("c", "receive")
                    .towards(TOPIC, "receive"),
                span(2, 1, 10, 90)
                    .kind(SpanKind.CONSUMER)
                    .in("c", "process")
                    .towards(TOPIC, "process"))
            .flush();
    assertThat(probe.counts(RollupKind.EDGE))
        .containsExactly("c | receive | QUEUE | kafka orders | consume = 1");
  }

  @Test
  void aCallWithoutAnswerGoesToTheVirtualNode() {
    ShardProbe probe =
        new ShardProbe()
            .add(server(1, 0, "a", "GET /cart", 0, 100), client(2, 1, "a", 10, 90).failed())
            .flush();
    Rollup call = probe.total(edge("a", "GET /cart", HOST, "GET"));
    assertThat(call.errors()).isEqualTo(1);
    assertThat(call.peerSketch()).isNull();
  }

  @Test
  void aClientSpanAroundAClientSpanIsOneCall() {
    S outer = client(2, 1, "a", 10, 90);
    S transport = client(3, 2, "a", 20, 80);
    ShardProbe plain =
        new ShardProbe()
            .add(
                server(1, 0, "a", "GET /cart", 0, 100),
                outer,
                transport,
                server(4, 3, "b", "GET /items", 30, 70))
            .flush();
    assertThat(plain.counts(RollupKind.EDGE))
        .containsExactly("a | GET /cart | SERVICE | b | GET /items = 1");
    ShardProbe database =
        new ShardProbe()
            .add(server(1, 0, "a", "GET /cart", 0, 100), query(2, 1, "a", 10, 90), transport)
            .flush();
    assertThat(database.counts(RollupKind.EDGE))
        .containsExactly("a | GET /cart | DATABASE | postgresql orders | SELECT orders = 1");
  }

  @Test
  void aCalleeWithoutClientSpanIsStillACall() {
    ShardProbe probe =
        new ShardProbe()
            .add(
                server(1, 0, "a", "GET /cart", 0, 100),
                inner(2, 1, "a", 10, 90),
                server(3, 2, "b", "GET /items", 20, 60))
            .flush();
    assertThat(probe.counts(RollupKind.EDGE))
        .containsExactly("a | GET /cart | SERVICE | b | GET /items = 1");
    assertThat(probe.total(edge("a", "GET /cart", service("b"), "GET /items")).sum()).isEqualTo(40);
  }

  @Test
  void theCallerIsTheEntryOperationOrTheTopmostSpanOfTheService() {
    ShardProbe probe =
        new ShardProbe()
            .add(
                span(1, 0, 0, 100).in("job", "nightly"),
                inner(2, 1, "job", 5, 95),
                client(3, 2, "job", 10, 90),
                server(4, 3, "b", "GET /items", 20, 80),
                query(5, 4, "b", 30, 40),
                query(6, 2, "job", 91, 94))
            .flush();
    assertThat(probe.counts(RollupKind.EDGE))
        .containsExactly(
            "b | GET /items | DATABASE | postgresql orders | SELECT orders = 1",
            "job | nightly | DATABASE | postgresql orders | SELECT orders = 1",
            "job | nightly | SERVICE | b | GET /items = 1");
    assertThat(probe.counts(RollupKind.ROUTE)).containsExactly("job | nightly | INTERNAL = 1");
  }

  @Test
  void onlyEntriesAndTrueRootsAreRoutes() {
    ShardProbe orphans =
        new ShardProbe()
            .add(
                server(1, 99, "a", "GET /x", 0, 10),
                inner(2, 98, "a", 0, 5),
                client(3, 97, "a", 0, 9))
            .flush();
    assertThat(orphans.counts(RollupKind.ROUTE)).containsExactly("a | GET /x | SERVER = 1");
    ShardProbe onlyInner = new ShardProbe().add(inner(2, 98, "a", 0, 5)).flush();
    assertThat(onlyInner.counts(RollupKind.ROUTE)).isEmpty();
    assertThat(onlyInner.counts(RollupKind.PATH)).isEmpty();
  }

  @Test
  void resentAndRepeatedCallsAreAttempts() {
    ShardProbe probe =
        new ShardProbe()
            .add(
                server(1, 0, "a", "GET /cart", 0, 1_000),
                client(2, 1, "a", 10, 100).failed(),
                client(3, 1, "a", 150, 200).failed(),
                client(4, 1, "a", 200, 300),
                client(5, 1, "a", 400, 500),
                client(6, 1, "a", 150, 260).flags(SpanBatch.RESEND),
                query(7, 1, "a", 600, 650).failed(),
                client(8, 1, "a", 700, 800))
            .flush();
    Rollup calls = probe.total(edge("a", "GET /cart", HOST, "GET"));
    assertThat(calls.count()).isEqualTo(6);
    assertThat(calls.extra())
        .as("3 after 2, 6 resent; 4 follows 6, which did not fail")
        .isEqualTo(2);
    assertThat(probe.total(edge("a", "GET /cart", ORDERS_DB, "SELECT orders")).extra()).isZero();
  }

  @Test
  void aParallelCallIsNoAttemptEvenIfTheOtherFails() {
    ShardProbe probe =
        new ShardProbe()
            .add(
                server(1, 0, "a", "GET /cart", 0, 1_000),
                client(2, 1, "a", 10, 100).failed(),
                client(3, 1, "a", 99, 200))
            .flush();
    assertThat(probe.total(edge("a", "GET /cart", HOST, "GET")).extra()).isZero();
  }

  @Test
  void severalAnswersToOneClientSpanAreAttempts() {
    ShardProbe probe =
        new ShardProbe()
            .add(
                client(1, 0, "a", 0, 300),
                server(2, 1, "b", "GET /items", 10, 100).failed(),
                server(3, 1, "b", "GET /items", 110, 290))
            .flush();
    Rollup calls = probe.total(edge("a", "GET", service("b"), "GET /items"));
    assertThat(calls.count()).isEqualTo(2);
    assertThat(calls.extra()).isEqualTo(1);
  }

  @Test
  void segmentsAreInheritedDownTheTrace() {
    ShardProbe probe =
        new ShardProbe()
            .add(
                server(1, 0, "a", "GET /cart", 0, 100).segment("acme", "gold", ""),
                client(2, 1, "a", 10, 90),
                server(3, 2, "b", "GET /items", 20, 80).segment("", "", "search"))
            .flush();
    assertThat(probe.counts(RollupKind.SEGMENT))
        .containsExactly(
            "a | GET /cart | FEATURE | search = 1",
            "a | GET /cart | SEGMENT | gold = 1",
            "a | GET /cart | TENANT | acme = 1",
            "b | GET /items | FEATURE | search = 1",
            "b | GET /items | SEGMENT | gold = 1",
            "b | GET /items | TENANT | acme = 1");
  }

  @Test
  void aSegmentThatIsNotAgreedOnGoesNowhereButDown() {
    ShardProbe probe =
        new ShardProbe()
            .add(
                server(1, 0, "a", "POST /bulk", 0, 100),
                client(2, 1, "a", 10, 40),
                server(3, 2, "b", "PUT /one", 20, 30).segment("acme", "", ""),
                client(4, 1, "a", 50, 90),
                server(5, 4, "b", "PUT /one", 60, 70).segment("umbrella", "", ""))
            .flush();
    assertThat(probe.counts(RollupKind.SEGMENT))
        .containsExactly(
            "b | PUT /one | TENANT | acme = 1", "b | PUT /one | TENANT | umbrella = 1");
  }

  @Test
  void skewDoesNotHideTheCalleeFromTheCriticalPath() {
    ShardProbe probe = new ShardProbe();
    List<S> spans = new ArrayList<>();
    shop().forEach(s -> spans.add(s.in(s.service(), s.operation())));
    for (int i = 3; i < spans.size(); i++) {
      spans.set(i, spans.get(i).moved(5_000_000));
    }
    probe.add(spans).flush();
    assertThat(probe.total(path("GET /cart", "b", "SELECT orders")).sum()).isEqualTo(250);
    assertThat(probe.shard().stats().skewCorrections()).isEqualTo(1);
    assertThat(probe.shard().stats().droppedSpans()).isZero();
  }

  @Test
  void manyOperationsOnOnePathAreEachCountedOnce() {
    List<S> spans = new ArrayList<>();
    spans.add(server(1, 0, "a", "GET /all", 0, 10_000));
    for (int i = 0; i < 100; i++) {
      spans.add(span(2 + i, 1, 10 + i * 20, 20 + i * 20).in("a", "step" + i % 40));
    }
    ShardProbe probe = new ShardProbe().add(spans).flush();
    assertThat(probe.counts(RollupKind.PATH)).hasSize(41);
    assertThat(probe.total(path("GET /all", "a", "step7")).sum()).isEqualTo(30);
    assertThat(probe.total(path("GET /all", "a", "step7")).count()).isEqualTo(1);
    assertThat(probe.total(path("GET /all", "a", "step25")).sum()).isEqualTo(20);
    assertThat(probe.total(path("GET /all", "a", "GET /all")).sum()).isEqualTo(9_000);
  }

  @Test
  void aPathMayHaveMoreOperationsThanTheFoldHadRoomFor() {
    List<S> spans = new ArrayList<>();
    spans.add(server(1, 0, "a", "GET /all", 0, 10_000));
    for (int i = 0; i < 150; i++) {
      spans.add(span(2 + i, 1, 10 + i * 20, 20 + i * 20).in("a", "step" + i));
    }
    ShardProbe probe = new ShardProbe().add(spans).flush();
    assertThat(probe.counts(RollupKind.PATH)).hasSize(151);
    assertThat(probe.total(path("GET /all", "a", "step149")).sum()).isEqualTo(10);
    assertThat(probe.total(path("GET /all", "a", "GET /all")).sum()).isEqualTo(8_500);
  }

  @Test
  void theOrderOfArrivalAndDuplicatesChangeNothing() {
    List<S> spans = new ArrayList<>();
    for (int trace = 1; trace <= 40; trace++) {
      for (S s : shop()) {
        spans.add(s.inTrace(trace).moved(trace * 3_700_000_000L).weight(1 + trace % 3));
      }
    }
    var expected = new ShardProbe().add(spans).flush().everything();
    for (long seed = 1; seed <= 20; seed++) {
      Random random = new Random(seed);
      List<S> shuffled = new ArrayList<>(spans);
      spans.forEach(
          s -> Collections.addAll(shuffled, random.nextInt(4) == 0 ? new S[] {s, s} : new S[0]));
      Collections.shuffle(shuffled, random);
      ShardProbe probe = new ShardProbe();
      for (int at = 0; at < shuffled.size(); ) {
        int next = Math.min(shuffled.size(), at + random.nextInt(1, 12));
        probe.add(shuffled.subList(at, next));
        at = next;
      }
      assertThat(probe.flush().everything()).as("seed %d", seed).isEqualTo(expected);
      assertThat(probe.shard().stats().duplicateSpans()).isEqualTo(shuffled.size() - spans.size());
    }
  }
}
