package dev.headroom.query;

import static dev.headroom.query.ModelFixture.MS;
import static dev.headroom.query.ModelFixture.NOON;
import static dev.headroom.query.ModelFixture.operation;
import static dev.headroom.query.ModelFixture.service;
import static dev.headroom.query.ModelFixture.spans;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.query.view.EdgeRow;
import dev.headroom.query.view.MapView;
import dev.headroom.query.view.OperationRow;
import dev.headroom.query.view.ResourceView;
import dev.headroom.query.view.ServiceView;
import dev.headroom.query.view.ServicesView;
import dev.headroom.query.view.StatementRow;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKey.MetricType;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.signal.SpanKind;
import org.junit.jupiter.api.Test;

final class MapAndServicesTest {
  private static final NodeId DB = new NodeId(NodeType.DATABASE, "postgresql orders");

  private final ModelFixture model = new ModelFixture();

  private static RollupKey.Instance instance(String service, String instance, String version) {
    return new RollupKey.Instance(service(service), instance, version, "prod", "");
  }

  private static RollupKey.Operation served(String service, String operation, String version) {
    return new RollupKey.Operation(
        service(service), operation(operation), SpanKind.SERVER, version, "prod");
  }

  private static RollupKey.Metric metric(
      String name, String unit, MetricType type, String attributes) {
    return new RollupKey.Metric(service("checkout"), "a", name, unit, type, attributes);
  }

  /// checkout serves 60 requests a minute and calls orders twice per request, with a retry for
  /// every tenth request, and the database five times per request; a tenth of the calls to orders
  /// has no span of orders.
  private void shop() {
    model
        .each(-130, 0, instance("checkout", "a", "1"), spans(40, 100, 0))
        .each(-130, 0, instance("checkout", "b", "1"), spans(20, 100, 6))
        .each(-130, 0, served("checkout", "GET /cart", "1"), spans(60, 100, 6))
        .each(-130, 0, instance("orders", "o", "7"), spans(108, 10, 0))
        .each(-130, 0, served("orders", "GET /orders", "7"), spans(108, 10, 0))
        .each(
            -130,
            0,
            new RollupKey.Edge(
                service("checkout"),
                operation("GET /cart"),
                NodeId.service(service("orders")),
                "GET /orders"),
            rollup -> {
              for (int i = 0; i < 120; i++) {
                rollup.addDuration(20 * MS, 1, false);
                if (i % 10 != 0) {
                  rollup.addPeerDuration(10 * MS, 1);
                }
              }
              rollup.addExtra(6, 1);
            })
        .each(
            -130,
            0,
            new RollupKey.Edge(service("checkout"), operation("GET /cart"), DB, "SELECT items"),
            spans(300, 4, 3))
        .each(
            -130,
            0,
            new RollupKey.Statement(
                service("checkout"), operation("GET /cart"), DB, "select * from items where id=?"),
            rollup -> {
              for (int i = 0; i < 300; i++) {
                rollup.addDuration(3 * MS, 1, false);
              }
              rollup.addExtra(600, 1);
            })
        .each(
            -130,
            0,
            new RollupKey.Statement(service("checkout"), operation("GET /cart"), DB, "commit"),
            spans(60, 5, 0));
  }

  @Test
  void theMapShowsNodesAndCallsBetweenThem() {
    shop();

    MapView map = model.queries.map(model.lastHour());

    assertThat(map.nodes())
        .extracting(MapView.Node::id)
        .containsExactlyInAnyOrder("checkout", "orders", "database:postgresql orders");
    MapView.Node database =
        map.nodes().stream().filter(n -> n.type() == NodeType.DATABASE).findFirst().orElseThrow();
    assertThat(database.traffic().perSecond()).isCloseTo(5.0, within(1e-9));
    assertThat(database.traffic().errorShare()).isCloseTo(0.01, within(1e-9));
    MapView.Node checkout =
        map.nodes().stream().filter(n -> n.id().equals("checkout")).findFirst().orElseThrow();
    assertThat(checkout.traffic().perSecond()).isCloseTo(1.0, within(1e-9));
    assertThat(checkout.saturation()).isNull();
    MapView.Edge orders =
        map.edges().stream().filter(e -> e.to().equals("orders")).findFirst().orElseThrow();
    assertThat(orders.callsPerRequest()).isCloseTo(2.0, within(1e-9));
    assertThat(orders.attemptsPerCall()).isCloseTo(120.0 / 114, within(1e-9));
    assertThat(orders.unpairedShare()).isCloseTo(0.1, within(1e-9));
    assertThat(orders.calleeLatency()).isNotNull();
    assertThat((double) orders.calleeLatency().p95Nanos()).isCloseTo(10e6, within(0.06e6));
    assertThat((double) orders.calleeLatency().meanNanos()).isCloseTo(10e6, within(0.06e6));
    MapView.Edge toDatabase =
        map.edges().stream().filter(e -> e.to().startsWith("database")).findFirst().orElseThrow();
    assertThat(toDatabase.callsPerRequest()).isCloseTo(5.0, within(1e-9));
    assertThat(toDatabase.unpairedShare()).as("the other side is never seen").isNull();
    assertThat(toDatabase.calleeLatency()).isNull();
  }

  @Test
  void aServiceThatOnlyCallsHasNoRateOfItsOwn() {
    model.each(
        -10,
        0,
        new RollupKey.Operation(service("cron"), operation("nightly"), SpanKind.INTERNAL, "", ""),
        spans(1, 9, 0));
    model.each(
        -10,
        0,
        new RollupKey.Edge(service("cron"), operation("nightly"), DB, "DELETE"),
        spans(4, 2, 0));

    MapView map = model.queries.map(model.lastHour());

    MapView.Node cron =
        map.nodes().stream().filter(n -> n.id().equals("cron")).findFirst().orElseThrow();
    assertThat(cron.traffic().perSecond()).isNull();
    assertThat(map.edges().getFirst().callsPerRequest())
        .as("per run of the job")
        .isCloseTo(4.0, within(1e-9));
  }

  @Test
  void thePoolThatIsFullestSaturatesItsService() {
    shop();
    String pool = "db.client.connection.pool.name=orders-db";
    model
        .each(
            -10,
            0,
            metric(
                "db.client.connection.count",
                "{connection}",
                MetricType.UP_DOWN_COUNTER,
                pool + ",db.client.connection.state=used"),
            r -> r.addReading(9, 1))
        .each(
            -10,
            0,
            metric(
                "db.client.connection.count",
                "{connection}",
                MetricType.UP_DOWN_COUNTER,
                pool + ",db.client.connection.state=idle"),
            r -> r.addReading(1, 1))
        .each(
            -10,
            0,
            metric("db.client.connection.max", "{connection}", MetricType.UP_DOWN_COUNTER, pool),
            r -> r.addReading(10, 1))
        .each(
            -10,
            0,
            metric("jvm.cpu.recent_utilization", "1", MetricType.GAUGE, ""),
            r -> r.addReading(0.4, 1))
        .each(
            -10,
            0,
            metric(
                "jvm.memory.used",
                "By",
                MetricType.UP_DOWN_COUNTER,
                "jvm.memory.pool.name=Old,jvm.memory.type=heap"),
            r -> r.addReading(300, 1))
        .each(
            -10,
            0,
            metric(
                "jvm.memory.used",
                "By",
                MetricType.UP_DOWN_COUNTER,
                "jvm.memory.pool.name=Meta,jvm.memory.type=non_heap"),
            r -> r.addReading(900, 1))
        .each(
            -10,
            0,
            metric(
                "jvm.memory.limit",
                "By",
                MetricType.UP_DOWN_COUNTER,
                "jvm.memory.pool.name=Old,jvm.memory.type=heap"),
            r -> r.addReading(600, 1))
        .each(
            -10,
            0,
            metric("jvm.gc.duration", "s", MetricType.HISTOGRAM, "jvm.gc.name=G1"),
            r -> r.addDistribution(3, 1.2, 0.1, 0.9, 1, null));

    MapView.Saturation full =
        model.queries.map(model.lastHour()).nodes().stream()
            .filter(n -> n.id().equals("checkout"))
            .findFirst()
            .orElseThrow()
            .saturation();
    ServiceView view = model.queries.service(model.lastHour(), service("checkout"));

    assertThat(full).isNotNull();
    assertThat(full.resource()).isEqualTo("Connection pool orders-db");
    assertThat(full.usedShare()).isCloseTo(0.9, within(1e-9));
    assertThat(view.resources())
        .extracting(ResourceView::title)
        .containsExactly("CPU", "Heap", "Connection pool orders-db", "Garbage collection");
    assertThat(view.resources().get(1).usedShare()).isCloseTo(0.5, within(1e-9));
    assertThat(view.resources().get(3).chart().lines().getFirst().values().get(55))
        .isCloseTo(0.02, within(1e-9));
  }

  @Test
  void oneServiceShowsAllItsParts() {
    shop();
    model.deploy("checkout", "1", NOON.minusSeconds(1_200));

    ServiceView view = model.queries.service(model.lastHour(), service("checkout"));

    assertThat(view.traffic().perSecond()).isCloseTo(1.0, within(1e-9));
    assertThat(view.traffic().errorShare()).isCloseTo(0.1, within(1e-9));
    assertThat(view.routes()).extracting(OperationRow::operation).containsExactly("GET /cart");
    assertThat(view.instances()).extracting("instance").containsExactly("a", "b");
    assertThat(view.versions()).hasSize(1);
    assertThat(view.versions().getFirst().change()).isNotNull();
    assertThat(view.edgesIn()).isEmpty();
    assertThat(view.edgesOut())
        .extracting(EdgeRow::callee)
        .containsExactly("postgresql orders", "orders");
    assertThat(view.edgesOut().getFirst().callsPerRequest()).isCloseTo(5.0, within(1e-9));
    StatementRow statement = view.statements().getFirst();
    assertThat(statement.text()).startsWith("select");
    assertThat(statement.executionsPerRequest()).isCloseTo(5.0, within(1e-9));
    assertThat(statement.rowsPerExecution()).isCloseTo(2.0, within(1e-9));
    assertThat(statement.timeShare()).isCloseTo(0.75, within(1e-9));
    assertThat(view.statements().get(1).rowsPerExecution()).as("not told").isNull();
    assertThat(model.queries.service(model.lastHour(), service("orders")).edgesIn())
        .extracting(EdgeRow::callerService)
        .containsExactly("checkout");
  }

  @Test
  void theListOfServicesHoldsThoseThatOnlySendMetrics() {
    shop();
    model.each(
        -5,
        0,
        new RollupKey.Metric(
            service("batch"), "", "jvm.thread.count", "{thread}", MetricType.UP_DOWN_COUNTER, ""),
        r -> r.addReading(5, 1));

    ServicesView services = model.queries.services(model.lastHour(), Page.FIRST);

    assertThat(services.services())
        .extracting(ServicesView.ServiceRow::service)
        .containsExactly("orders", "checkout", "batch");
    ServicesView.ServiceRow batch = services.services().getLast();
    assertThat(batch.signals()).containsExactly("metrics");
    assertThat(batch.traffic().perSecond()).isNull();
    assertThat(services.services().get(1).instances()).isEqualTo(2);
    assertThat(services.services().get(1).versions()).containsExactly("1");
    assertThat(services.services().get(1).signals()).containsExactly("traces");
  }

  @Test
  void anUnknownServiceIsNotFoundButASilentOneIs() {
    shop();
    model.each(-5_000, -4_990, instance("legacy", "l", "1"), spans(1, 1, 0));
    model.each(-5_000, -4_990, served("legacy", "GET /", "1"), spans(1, 1, 0));

    assertThatThrownBy(() -> model.queries.service(model.lastHour(), service("chekout")))
        .hasMessage("unknown service 'chekout', did you mean 'checkout'?");
    ServiceView silent = model.queries.service(model.lastHour(), service("legacy"));
    assertThat(silent.traffic().errorShare()).isNull();
    assertThat(silent.traffic().perSecond()).isNull();
    assertThat(silent.hints()).hasSize(1);
  }

  @Test
  void messagesFlowFromTheQueueToItsConsumer() {
    NodeId queue = new NodeId(NodeType.QUEUE, "kafka mails");
    model
        .each(-60, 0, instance("checkout", "a", "1"), spans(60, 100, 0))
        .each(-60, 0, instance("mailer", "m", "1"), spans(30, 5, 0))
        .each(
            -60,
            0,
            new RollupKey.Edge(service("checkout"), operation("POST /order"), queue, "publish"),
            spans(30, 2, 0))
        .each(
            -60,
            0,
            new RollupKey.Edge(
                service("mailer"), operation("process"), queue, RollupKey.Edge.CONSUME),
            rollup -> {
              rollup.addDuration(5 * MS, 1, false);
              rollup.addPeerDuration(900 * MS, 1);
            });
    MapView map = model.queries.map(model.lastHour());
    assertThat(map.edges())
        .extracting(edge -> edge.from() + " to " + edge.to())
        .containsExactlyInAnyOrder("checkout to queue:kafka mails", "queue:kafka mails to mailer");
    assertThat(map.edges()).allSatisfy(edge -> assertThat(edge.calleeLatency()).isNull());
    assertThat(map.nodes()).filteredOn(node -> node.type() == NodeType.QUEUE).hasSize(1);
  }

  @Test
  void callersThatAreYoungAreNotDilutedByTheWholeWindow() {
    model
        .each(-130, 0, instance("orders", "o", "7"), spans(60, 10, 0))
        .each(-130, 0, served("orders", "GET /orders", "7"), spans(60, 10, 0))
        .each(-10, 0, instance("checkout", "a", "1"), spans(60, 100, 0))
        .each(
            -10,
            0,
            new RollupKey.Edge(
                service("checkout"),
                operation("GET /cart"),
                NodeId.service(service("orders")),
                "GET /orders"),
            spans(60, 20, 0))
        .each(
            -10,
            0,
            new RollupKey.Edge(service("cron"), operation("nightly"), DB, "DELETE"),
            spans(60, 2, 0));

    ServiceView orders = model.queries.service(model.lastHour(), service("orders"));
    MapView map = model.queries.map(model.lastHour());

    assertThat(orders.edgesIn().getFirst().calls().perSecond()).isCloseTo(1.0, within(1e-9));
    assertThat(map.edges())
        .allSatisfy(edge -> assertThat(edge.calls().perSecond()).isCloseTo(1.0, within(1e-9)));
    assertThat(
            map.nodes().stream()
                .filter(n -> n.type() == NodeType.DATABASE)
                .findFirst()
                .orElseThrow()
                .traffic()
                .perSecond())
        .isCloseTo(1.0, within(1e-9));
  }
}
