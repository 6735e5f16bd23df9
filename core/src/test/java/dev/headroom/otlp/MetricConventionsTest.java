package dev.headroom.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.signal.Attributes;
import dev.headroom.signal.MetricPoint;
import dev.headroom.signal.MetricPoint.Data;
import dev.headroom.signal.Scope;
import dev.headroom.signal.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Metrics of the older generation come out under current names, once.
final class MetricConventionsTest {
  private static final Scope TOMCAT = new Scope("tomcat", "1", Attributes.EMPTY);

  private static MetricPoint point(Scope scope, String metric, String unit, Object... pairs) {
    Map<String, Value> attributes = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      attributes.put(
          (String) pairs[i],
          pairs[i + 1] instanceof Integer number
              ? new Value.Int64(number)
              : new Value.Text((String) pairs[i + 1]));
    }
    return new MetricPoint(
        metric,
        "",
        unit,
        0,
        1,
        false,
        new Data.Gauge(1_500),
        new Attributes(attributes),
        List.of(),
        Attributes.EMPTY,
        scope);
  }

  @ParameterizedTest
  @CsvSource({
    "http.server.duration, ms, http.server.request.duration, s, 0.001",
    "http.server.request.duration, s, http.server.request.duration, s, 1",
    "http.client.duration, s, http.client.request.duration, s, 1",
    "db.client.connections.usage, {connections}, db.client.connection.count, {connection}, 1",
    "db.client.connections.wait_time, ms, db.client.connection.wait_time, s, 0.001",
    "process.runtime.jvm.memory.usage, By, jvm.memory.used, By, 1",
    "process.runtime.jvm.gc.duration, ms, jvm.gc.duration, s, 0.001",
    "rpc.server.duration, ms, rpc.server.call.duration, s, 0.001",
    "my.own.metric, ms, my.own.metric, ms, 1",
  })
  void namesUnitsAndFactors(
      String metric, String unit, String name, String newUnit, double factor) {
    MetricConventions.Normalized normalized =
        MetricConventions.normalize(point(TOMCAT, metric, unit));
    assertThat(normalized.point().metric()).isEqualTo(name);
    assertThat(normalized.point().unit()).isEqualTo(newUnit);
    assertThat(normalized.factor()).isEqualTo(factor);
    assertThat(normalized.point().data()).isEqualTo(new Data.Gauge(1_500));
  }

  @Test
  void attributesAreRenamedAndTheCurrentOneWins() {
    assertThat(
            MetricConventions.normalize(
                    point(
                        TOMCAT,
                        "http.server.duration",
                        "ms",
                        "http.method",
                        "GET",
                        "http.status_code",
                        200,
                        "http.route",
                        "/x"))
                .point()
                .attributes()
                .toString())
        .isEqualTo("{http.request.method=GET, http.response.status_code=200, http.route=/x}");
    assertThat(
            MetricConventions.normalize(
                    point(
                        TOMCAT,
                        "http.server.active_requests",
                        "{request}",
                        "http.method",
                        "old",
                        "http.request.method",
                        "new"))
                .point()
                .attributes()
                .toString())
        .isEqualTo("{http.request.method=new}");
    assertThat(
            MetricConventions.normalize(
                    point(
                        TOMCAT,
                        "db.client.connections.usage",
                        "",
                        "pool.name",
                        "hikari",
                        "state",
                        "used"))
                .point()
                .attributes()
                .toString())
        .isEqualTo("{db.client.connection.pool.name=hikari, db.client.connection.state=used}");
    assertThat(
            MetricConventions.normalize(
                    point(TOMCAT, "rpc.server.duration", "ms", "rpc.grpc.status_code", 14))
                .point()
                .attributes()
                .toString())
        .isEqualTo("{rpc.response.status_code=UNAVAILABLE}");
    assertThat(
            MetricConventions.normalize(
                    point(
                        TOMCAT,
                        "process.runtime.jvm.memory.usage",
                        "By",
                        "type",
                        "heap",
                        "pool",
                        "Eden"))
                .point()
                .attributes()
                .toString())
        .isEqualTo("{jvm.memory.type=heap, jvm.memory.pool.name=Eden}");
    assertThat(
            MetricConventions.normalize(point(TOMCAT, "my.pool", "", "state", "idle"))
                .point()
                .attributes()
                .toString())
        .isEqualTo("{state=idle}");
  }

  @Test
  void twoDurationsThatBecameOneMetricStayTwoSeries() {
    MetricPoint publish =
        MetricConventions.normalize(point(TOMCAT, "messaging.publish.duration", "ms")).point();
    MetricPoint receive =
        MetricConventions.normalize(point(TOMCAT, "messaging.receive.duration", "ms")).point();
    assertThat(publish.metric()).isEqualTo(receive.metric());
    assertThat(publish.attributes()).isNotEqualTo(receive.attributes());
  }
}
