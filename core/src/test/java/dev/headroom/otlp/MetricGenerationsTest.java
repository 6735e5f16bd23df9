package dev.headroom.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.signal.Attributes;
import dev.headroom.signal.MetricPoint;
import dev.headroom.signal.MetricPoint.Data;
import dev.headroom.signal.Scope;
import dev.headroom.signal.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Who emits both generations counts once, however the halves are batched.
final class MetricGenerationsTest {
  private static final String OLD = "http.server.duration";
  private static final String NEW = "http.server.request.duration";
  private static final long MINUTE = 60_000_000_000L;

  private final MetricGenerations generations = new MetricGenerations();

  private static MetricPoint point(String metric, String instance, String scope, long minute) {
    return new MetricPoint(
        metric,
        "",
        metric.equals(OLD) ? "ms" : "s",
        0,
        minute * MINUTE,
        false,
        new Data.Gauge(1_500),
        Attributes.EMPTY,
        List.of(),
        new Attributes(
            Map.of(
                "service.name", new Value.Text("shop"),
                "service.instance.id", new Value.Text(instance))),
        new Scope(scope, "1", Attributes.EMPTY));
  }

  private boolean counted(MetricPoint point) {
    return !generations.normalize(List.of(point)).isEmpty();
  }

  @Test
  void withinOneRequestInAnyOrder() {
    List<MetricPoint> points =
        List.of(
            point(OLD, "a", "tomcat", 1),
            point(NEW, "a", "tomcat", 1),
            point(OLD, "a", "netty", 1),
            point("http.client.duration", "a", "tomcat", 1));
    assertThat(generations.normalize(points))
        .containsExactly(
            MetricConventions.normalize(points.get(1)),
            MetricConventions.normalize(points.get(2)),
            MetricConventions.normalize(points.get(3)));
  }

  @Test
  void acrossRequestsForTheSameInstanceAndScope() {
    assertThat(counted(point(OLD, "a", "tomcat", 1))).isTrue();
    assertThat(counted(point(NEW, "a", "tomcat", 1))).isTrue();
    assertThat(counted(point(OLD, "a", "tomcat", 2))).isFalse();
    assertThat(counted(point(OLD, "b", "tomcat", 2))).isTrue();
    assertThat(counted(point(OLD, "a", "netty", 2))).isTrue();
    assertThat(counted(point("process.runtime.jvm.gc.duration", "a", "tomcat", 2))).isTrue();
  }

  @Test
  void whoGoesBackToTheOlderNamesIsCountedAgain() {
    counted(point(NEW, "a", "tomcat", 100));
    assertThat(counted(point(OLD, "a", "tomcat", 115))).isFalse();
    assertThat(counted(point(OLD, "a", "tomcat", 116))).isTrue();
    assertThat(counted(point(OLD, "a", "tomcat", 84))).isTrue();
  }

  @Test
  void whatIsKnownSurvivesARestart() {
    counted(point(NEW, "a", "tomcat", 1));
    MetricGenerations restarted = new MetricGenerations();
    restarted.restore(generations.save());
    assertThat(restarted.normalize(List.of(point(OLD, "a", "tomcat", 2)))).isEmpty();
    assertThat(restarted.save()).isEqualTo(generations.save());
  }

  @Test
  void theLeastRecentlySeenEmitterIsForgottenFirst() {
    for (int i = 0; i <= MetricGenerations.CAPACITY; i++) {
      counted(point(NEW, "i" + i, "tomcat", 1));
    }
    assertThat(counted(point(OLD, "i0", "tomcat", 2))).isTrue();
    assertThat(counted(point(OLD, "i1", "tomcat", 2))).isFalse();
  }
}
