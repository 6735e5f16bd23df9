package dev.headroom.query;

import static dev.headroom.query.ModelFixture.NOON;
import static dev.headroom.query.ModelFixture.operation;
import static dev.headroom.query.ModelFixture.service;
import static dev.headroom.query.ModelFixture.spans;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import dev.headroom.catalog.Catalog;
import dev.headroom.catalog.Entity;
import dev.headroom.catalog.EntityRef;
import dev.headroom.catalog.Metadata;
import dev.headroom.query.view.CatalogView;
import dev.headroom.query.view.MetricSeriesView;
import dev.headroom.query.view.MetricsView;
import dev.headroom.query.view.SystemView;
import dev.headroom.query.view.TelemetryQualityView.Check;
import dev.headroom.query.view.TelemetryQualityView.ServiceQuality;
import dev.headroom.query.view.TelemetryQualityView.State;
import dev.headroom.rollup.ExemplarReader.Exemplar;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKey.MetricType;
import dev.headroom.rollup.StoredTrace.KeepReason;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.Scope;
import dev.headroom.signal.Span;
import dev.headroom.signal.SpanKind;
import dev.headroom.signal.Value;
import dev.headroom.stat.Sketch;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MetricsSystemCatalogTest {
  private final ModelFixture model = new ModelFixture();

  private static RollupKey.Metric metric(
      String service, String name, MetricType type, String unit, String attributes) {
    return new RollupKey.Metric(service(service), "a", name, unit, type, attributes);
  }

  @Test
  void theCatalogueOfMetricsCountsSeries() {
    model
        .each(
            -5,
            0,
            metric("checkout", "m", MetricType.GAUGE, "By", "pool=x,type=heap"),
            r -> r.addReading(1, 1))
        .each(
            -5,
            -2,
            metric("checkout", "m", MetricType.GAUGE, "By", "pool=y"),
            r -> r.addReading(1, 1))
        .each(-5, 0, metric("orders", "a", MetricType.COUNTER, "1", ""), r -> r.addReading(1, 1));

    MetricsView view = model.queries.metrics(model.lastHour(), null, Page.FIRST);

    assertThat(view.metrics()).extracting("metric").containsExactly("a", "m");
    assertThat(view.metrics().get(1).series()).isEqualTo(2);
    assertThat(view.metrics().get(1).attributeKeys()).containsExactly("pool", "type");
    assertThat(view.metrics().get(1).lastSeen()).isEqualTo(NOON);
  }

  @Test
  void seriesAreShownByTheirType() {
    model
        .each(
            -5,
            0,
            metric("checkout", "hits", MetricType.COUNTER, "{hit}", "c=1"),
            r -> r.addReading(120, 1))
        .each(
            -5,
            0,
            metric("checkout", "hits", MetricType.COUNTER, "{hit}", "c=2"),
            r -> r.addReading(600, 1))
        .each(
            -5,
            0,
            metric("checkout", "took", MetricType.HISTOGRAM, "s", ""),
            r -> {
              Sketch sketch = new Sketch();
              sketch.record(0.25, 60);
              r.addDistribution(60, 15, 0.25, 0.25, 1, sketch);
            });

    MetricSeriesView hits = model.queries.metric(search("hits", Map.of()));
    MetricSeriesView one = model.queries.metric(search("hits", Map.of("c", "1")));
    MetricSeriesView took = model.queries.metric(search("took", Map.of()));

    assertThat(hits.seriesCount()).isEqualTo(2);
    assertThat(hits.series().getFirst().attributes().getFirst().value())
        .as("the largest first")
        .isEqualTo("2");
    assertThat(last(one, 0)).isCloseTo(2.0, within(1e-9));
    assertThat(one.series().getFirst().chart().lines().getFirst().unit()).isEqualTo("{hit}/s");
    assertThat(last(took, 0)).isCloseTo(1.0, within(1e-9));
    assertThat(last(took, 1)).isCloseTo(0.25, within(1e-9));
    assertThat(last(took, 3)).isCloseTo(0.25, within(0.002));
    assertThatThrownBy(() -> model.queries.metric(search("hist", Map.of())))
        .hasMessage("unknown metric 'hist', did you mean 'hits'?");
  }

  private MetricSearch search(String name, Map<String, String> attributes) {
    return new MetricSearch(model.lastHour(), name, null, "", attributes, 10);
  }

  /// The value of the last whole minute.
  private static Double last(MetricSeriesView view, int line) {
    List<Double> values = view.series().getFirst().chart().lines().get(line).values();
    return values.get(values.size() - 2);
  }

  @Test
  void seriesShowTheirExemplarsTheLargestFirst() {
    RollupKey.Metric took = metric("checkout", "took", MetricType.HISTOGRAM, "s", "");
    model.each(-5, 0, took, r -> r.addDistribution(1, 2, 2, 2, 1, null));
    long now = model.lastHour().to().getEpochSecond() * 1_000_000_000L;
    Exemplar quick = new Exemplar(0.1, now - 5, new TraceId(1, 1), null, "");
    Exemplar slow = new Exemplar(7, now - 9, new TraceId(1, 2), new SpanId(3), "tier=gold,user=9");
    model.exemplars = (series, _) -> series.equals(took) ? List.of(quick, slow) : List.of();

    MetricSeriesView view = model.queries.metric(search("took", Map.of()));

    assertThat(view.series().getFirst().exemplars())
        .extracting(e -> e.value() + " " + e.traceId() + " " + e.spanId() + e.attributes().size())
        .containsExactly(
            "7.0 00000000000000010000000000000002 00000000000000032",
            "0.1 00000000000000010000000000000001 0");
  }

  @Test
  void theSystemKnowsItsRateFromTwoLooks() {
    model.stats = ModelFixture.stats(600);
    model.now = NOON;
    assertThat(model.queries.system().ingest().getFirst().itemsPerSecond())
        .as("since the start a minute ago")
        .isCloseTo(10.0, within(1e-9));
    model.now = NOON.plusSeconds(20);
    model.stats = ModelFixture.stats(1_600);

    SystemView system = model.queries.system();

    assertThat(system.ingest().getFirst().itemsPerSecond()).isCloseTo(50.0, within(1e-9));
    assertThat(system.uptimeSeconds()).isEqualTo(80);
    assertThat(system.commit().lagSeconds()).isNull();
    assertThat(system.capsHit()).containsExactly(new SystemView.CapHit("OPERATION of checkout", 3));
  }

  private static Metadata named(String kind, String name, Map<String, String> annotations) {
    return new Metadata(
        new EntityRef(kind, "default", name), "", "", annotations, List.of(), "f#1");
  }

  private static EntityRef ref(String text) {
    return EntityRef.parse(text, "group");
  }

  @Test
  void ownersComeFromTheCatalogueAndTheRestIsListed() {
    model.catalog =
        new Catalog(
            List.of(
                new Entity.Component(
                    named("component", "cart-ui", Map.of(Catalog.SERVICE_ANNOTATION, "checkout")),
                    "service",
                    "production",
                    null,
                    ref("system:shop"),
                    null,
                    List.of(),
                    List.of(),
                    List.of()),
                new Entity.Component(
                    named("component", "gone", Map.of()),
                    "service",
                    "production",
                    ref("team-a"),
                    null,
                    null,
                    List.of(),
                    List.of(),
                    List.of()),
                new Entity.SystemPart(
                    named("system", "shop", Map.of()), ref("team-shop"), ref("domain:sales")),
                new Entity.Group(
                    new Metadata(ref("team-shop"), "Team Shop", "", Map.of(), List.of(), "f#4"),
                    "team",
                    null,
                    List.of())),
            List.of());
    model.each(-5, 0, served("checkout"), spans(1, 1, 0));
    model.each(-5, 0, served("orders"), spans(1, 1, 0));

    CatalogView view = model.queries.catalog(model.lastHour());

    assertThat(view.servicesWithoutOwner()).containsExactly("orders");
    assertThat(view.componentsWithoutTelemetry()).containsExactly("gone");
    assertThat(view.components().getFirst().ownership().owner()).isEqualTo("team-shop");
    assertThat(view.components().getFirst().ownership().ownerTitle()).isEqualTo("Team Shop");
    assertThat(view.components().getFirst().ownership().domain()).isEqualTo("sales");
    assertThat(view.systems().getFirst().components()).containsExactly("cart-ui");
    assertThat(view.groups().getFirst().services()).containsExactly("checkout");
  }

  private static RollupKey.Operation served(String service) {
    return new RollupKey.Operation(service(service), operation("GET /"), SpanKind.SERVER, "", "");
  }

  @Test
  void qualityTellsWhatIsMissingAndHowToAddIt() {
    model.each(
        -5,
        0,
        served("checkout"),
        rollup -> {
          rollup.addDuration(5, 1, false);
          rollup.addDuration(5, Float.NaN, false);
        });
    model.trace(KeepReason.RESERVOIR, http(1, "http.route"), http(2, "http.target"));

    ServiceQuality quality = model.queries.telemetryQuality(model.lastHour()).services().getFirst();

    assertThat(quality.traces()).isTrue();
    assertThat(quality.metrics()).isFalse();
    assertThat(check(quality, "http-route").state()).isEqualTo(State.PARTIAL);
    assertThat(check(quality, "http-route").coverage()).isEqualTo(0.5);
    assertThat(check(quality, "sampling").coverage()).isCloseTo(0.5, within(1e-9));
    assertThat(check(quality, "service-version").state()).isEqualTo(State.MISSING);
    assertThat(check(quality, "service-version").fix()).contains("OTEL_RESOURCE_ATTRIBUTES");
    assertThat(check(quality, "db-statement").state()).isEqualTo(State.NOT_APPLICABLE);
    assertThat(check(quality, "db-statement").coverage()).isNull();
    assertThat(check(quality, "service-name").fix()).isEmpty();
    assertThat(quality.score()).isBetween(0.0, 0.99);
  }

  private static Check check(ServiceQuality quality, String id) {
    return quality.checks().stream().filter(c -> c.id().equals(id)).findFirst().orElseThrow();
  }

  private static Span http(long id, String attribute) {
    return new Span(
        new TraceId(1, 1),
        new SpanId(id),
        id == 1 ? null : new SpanId(1),
        "",
        0,
        "GET /",
        SpanKind.SERVER,
        (NOON.getEpochSecond() - 60) * 1_000_000_000L,
        (NOON.getEpochSecond() - 60) * 1_000_000_000L + 5,
        new Attributes(
            Map.of("http.method", new Value.Text("GET"), attribute, new Value.Text("/x"))),
        List.of(),
        List.of(),
        Span.Status.UNSET,
        "",
        0,
        0,
        0,
        new Attributes(Map.of("service.name", new Value.Text("checkout"))),
        Scope.NONE);
  }
}
