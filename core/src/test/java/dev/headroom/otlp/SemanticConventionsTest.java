package dev.headroom.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.signal.ResourceIdentity;
import dev.headroom.signal.Scope;
import dev.headroom.signal.Span;
import dev.headroom.signal.SpanKind;
import dev.headroom.signal.SpanShape;
import dev.headroom.signal.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Both generations of the conventions lead to the same shape.
final class SemanticConventionsTest {

  /// @param attributes `key=value` pairs
  private static SpanShape shape(SpanKind kind, String name, String... attributes) {
    return shape(Attributes.EMPTY, kind, name, attributes);
  }

  private static SpanShape shape(
      Attributes resource, SpanKind kind, String name, String... attributes) {
    return SemanticConventions.shape(
        new Span(
            new TraceId(1, 1),
            new SpanId(1),
            null,
            "",
            0,
            name,
            kind,
            0,
            1,
            attributes(attributes),
            List.of(),
            List.of(),
            Span.Status.UNSET,
            "",
            0,
            0,
            0,
            resource,
            Scope.NONE));
  }

  private static Attributes attributes(String... pairs) {
    Map<String, Value> values = new LinkedHashMap<>();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      values.put(pair.substring(0, equals), new Value.Text(pair.substring(equals + 1)));
    }
    return new Attributes(values);
  }

  private static void check(
      SpanShape shape, String operation, NodeType type, String node, String peerOperation) {
    assertThat(shape.operation().value()).isEqualTo(operation);
    assertThat(shape.peer()).isEqualTo(new NodeId(type, node));
    assertThat(shape.peerOperation()).isEqualTo(peerOperation);
  }

  @Test
  void httpServersAreNamedByMethodAndRoute() {
    SpanShape now =
        shape(
            SpanKind.SERVER,
            "whatever",
            "http.request.method=GET",
            "http.route=/cart/{id}",
            "url.path=/cart/7",
            "server.address=cart");
    SpanShape old =
        shape(
            SpanKind.SERVER,
            "HTTP GET",
            "http.method=GET",
            "http.route=/cart/{id}",
            "http.target=/cart/8",
            "net.host.name=cart");
    assertThat(now.operation().value()).isEqualTo("GET /cart/{id}");
    assertThat(now.peer()).isNull();
    assertThat(now.peerOperation()).isEmpty();
    assertThat(old).isEqualTo(now);
  }

  @Test
  void aServerWithoutRouteIsNamedByItsSpanWithIdsMasked() {
    assertThat(
            shape(SpanKind.SERVER, "GET /cart/4711/items", "http.request.method=GET")
                .operation()
                .value())
        .isEqualTo("GET /cart/{id}/items");
  }

  @Test
  void httpClientsAreNamedByMethodAndHost() {
    SpanShape now =
        shape(
            SpanKind.CLIENT,
            "GET",
            "http.request.method=GET",
            "url.full=https://user:pw@psp.example/pay/123?x=1",
            "server.address=psp.example",
            "server.port=443");
    SpanShape old =
        shape(
            SpanKind.CLIENT, "HTTP GET", "http.method=GET", "http.url=https://psp.example/pay/124");
    check(now, "GET psp.example", NodeType.EXTERNAL, "psp.example:443", "GET psp.example");
    assertThat(old).isEqualTo(now);
  }

  @Test
  void aUrlTemplateNamesTheClientCallAndAnAddressDoesNot() {
    check(
        shape(
            SpanKind.CLIENT,
            "GET",
            "http.request.method=GET",
            "url.template=/stock/{id}",
            "server.address=stock"),
        "GET /stock/{id}",
        NodeType.EXTERNAL,
        "stock",
        "GET /stock/{id}");
    check(
        shape(SpanKind.CLIENT, "POST", "http.request.method=POST", "url.full=http://10.1.2.3:80/x"),
        "POST",
        NodeType.EXTERNAL,
        "10.1.2.3:80",
        "POST");
    check(
        shape(SpanKind.CLIENT, "G", "http.request.method=_OTHER", "url.full=http://[::1]:8080/x"),
        "HTTP",
        NodeType.EXTERNAL,
        "[::1]:8080",
        "HTTP");
  }

  @Test
  void aPeerServiceNamesTheExternalNode() {
    check(
        shape(
            SpanKind.CLIENT,
            "POST",
            "http.request.method=POST",
            "server.address=10.0.0.1",
            "peer.service=payments"),
        "POST",
        NodeType.EXTERNAL,
        "payments",
        "POST");
  }

  @Test
  void databaseCallsOfBothGenerationsAreTheSame() {
    SpanShape old =
        shape(
            SpanKind.CLIENT,
            "SELECT shop.orders",
            "db.system=postgresql",
            "db.name=shop",
            "db.statement=select * from orders where id = 7",
            "db.operation=SELECT",
            "db.sql.table=orders",
            "server.address=db1",
            "server.port=5432");
    SpanShape now =
        shape(
            SpanKind.CLIENT,
            "SELECT orders",
            "db.system.name=postgresql",
            "db.namespace=shop",
            "db.query.text=select * from orders  where id = ?",
            "db.operation.name=SELECT",
            "db.collection.name=orders",
            "server.address=db1");
    check(now, "SELECT orders", NodeType.DATABASE, "postgresql shop", "SELECT orders");
    assertThat(now.statement()).isEqualTo("select * from orders where id = ?");
    assertThat(old).isEqualTo(now);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "db.query.summary=SELECT a b|SELECT a b",
        "db.query.text=delete from carts where id=1|DELETE carts",
        "db.operation=INSERT|INSERT",
        "x=y|span {id}",
      })
  void databaseOperationsComeFromTheBestSource(String attribute, String operation) {
    assertThat(shape(SpanKind.CLIENT, "span 123", "db.system=mysql", attribute).operation().value())
        .isEqualTo(operation);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "db.system=mssql|db.name=erp|DATABASE|microsoft.sql_server erp",
        "db.system=oracle|server.address=ora|DATABASE|oracle.db@ora",
        "db.system=mongodb|x=y|DATABASE|mongodb",
        "db.system.name=redis|server.address=cache|CACHE|redis@cache",
        "db.system.name=redis|db.namespace=0|CACHE|redis 0",
        "db.system=memcached|net.peer.name=mc|CACHE|memcached@mc",
      })
  void databaseNodes(String system, String other, NodeType type, String node) {
    assertThat(shape(SpanKind.CLIENT, "x", system, other).peer()).isEqualTo(new NodeId(type, node));
  }

  @Test
  void twoRedisServersAreTwoNodes() {
    SpanShape shape =
        shape(
            SpanKind.CLIENT,
            "GET",
            "db.system=redis",
            "db.redis.database_index=3",
            "server.address=cache-1",
            "db.statement=GET cart:123");
    check(shape, "GET", NodeType.CACHE, "redis@cache-1/3", "GET");
    assertThat(shape.statement()).isEqualTo("GET cart:?");
  }

  @Test
  void queuesHaveProducersAndConsumers() {
    check(
        shape(
            SpanKind.PRODUCER,
            "orders send",
            "messaging.system=kafka",
            "messaging.destination.name=orders",
            "messaging.operation.type=send"),
        "publish orders",
        NodeType.QUEUE,
        "kafka orders",
        "publish orders");
    check(
        shape(
            SpanKind.CONSUMER,
            "orders process",
            "messaging.system=kafka",
            "messaging.destination=orders",
            "messaging.operation=process"),
        "process orders",
        NodeType.QUEUE,
        "kafka orders",
        "process orders");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "messaging.destination.template=user-{id}|publish user-{id}",
        "messaging.destination.temporary=true|publish (temporary)",
        "messaging.destination.anonymous=true|publish (anonymous)",
        "x=y|publish reply-{id}",
      })
  void destinationsStayFew(String attribute, String operation) {
    assertThat(
            shape(
                    SpanKind.PRODUCER,
                    "x",
                    "messaging.system=rabbitmq",
                    "messaging.destination.name=reply-12345",
                    attribute)
                .operation()
                .value())
        .isEqualTo(operation);
  }

  @Test
  void rpcCallsAreServiceAndMethod() {
    check(
        shape(
            SpanKind.CLIENT,
            "shop.Stock/Get",
            "rpc.system=grpc",
            "rpc.service=shop.Stock",
            "rpc.method=Get",
            "server.address=stock",
            "server.port=9090"),
        "shop.Stock/Get",
        NodeType.EXTERNAL,
        "stock:9090",
        "shop.Stock/Get");
    assertThat(
            shape(SpanKind.SERVER, "x", "rpc.system.name=grpc", "rpc.method=shop.Stock/Get")
                .operation()
                .value())
        .isEqualTo("shop.Stock/Get");
  }

  @Test
  void internalSpansLeaveNothingUnlessTheyAreDatabaseCalls() {
    assertThat(shape(SpanKind.INTERNAL, "work", "server.address=x").peer()).isNull();
    assertThat(shape(SpanKind.INTERNAL, "", "a=b").operation().value()).isEqualTo("unnamed");
    assertThat(shape(SpanKind.INTERNAL, "q", "db.system=sqlite", "db.name=local").peer())
        .isEqualTo(new NodeId(NodeType.DATABASE, "sqlite local"));
  }

  @Test
  void resourcesOfBothGenerationsAreRead() {
    SpanShape shape =
        shape(
            attributes(
                "service.name=cart",
                "service.version=1.2",
                "deployment.environment=prod",
                "cloud.region=eu-1",
                "host.name=h1",
                "process.pid=42"),
            SpanKind.INTERNAL,
            "x");
    assertThat(shape)
        .returns("cart", s -> s.service().value())
        .returns("1.2", SpanShape::version)
        .returns("prod", SpanShape::environment)
        .returns("eu-1", SpanShape::region)
        .returns("h1:42", SpanShape::instance);
    assertThat(ResourceIdentity.of(attributes("k8s.pod.name=p", "container.id=c")).instance())
        .isEqualTo("p");
    assertThat(
            ResourceIdentity.of(
                    attributes("deployment.environment.name=a", "deployment.environment=b"))
                .environment())
        .isEqualTo("a");
    assertThat(ResourceIdentity.of(Attributes.EMPTY).service().value())
        .isEqualTo("unknown_service");
  }
}
