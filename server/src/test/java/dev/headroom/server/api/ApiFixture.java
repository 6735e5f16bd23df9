package dev.headroom.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.headroom.alert.Matcher;
import dev.headroom.alert.NotificationTarget;
import dev.headroom.alert.Routing;
import dev.headroom.alert.Silence;
import dev.headroom.analysis.AnalysisSpec;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.Limits;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.SpanId;
import dev.headroom.base.TimeWindow;
import dev.headroom.base.TraceId;
import dev.headroom.capacity.CeilingModel;
import dev.headroom.capacity.CeilingReader;
import dev.headroom.catalog.Catalog;
import dev.headroom.control.AlertControl;
import dev.headroom.control.CapacityTestControl;
import dev.headroom.control.ChangeControl;
import dev.headroom.control.CorrectionControl;
import dev.headroom.control.FixControl;
import dev.headroom.control.SilenceControl;
import dev.headroom.control.SilenceMirror;
import dev.headroom.finding.FindingRecord;
import dev.headroom.query.AlertQueries;
import dev.headroom.query.AnalysisReader;
import dev.headroom.query.CapacityQueries;
import dev.headroom.query.FindingQueries;
import dev.headroom.query.FixQueries;
import dev.headroom.query.ModelQueries;
import dev.headroom.query.PayloadReader;
import dev.headroom.query.Queries;
import dev.headroom.query.RecentCeilings;
import dev.headroom.query.SloModelQueries;
import dev.headroom.query.SloStates;
import dev.headroom.query.Sources;
import dev.headroom.query.SystemReader;
import dev.headroom.query.sli.RollupSliReader;
import dev.headroom.query.view.SystemView;
import dev.headroom.rollup.ExemplarReader.Exemplar;
import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupRow;
import dev.headroom.rollup.StoredTrace;
import dev.headroom.server.openslo.SloRegistry;
import dev.headroom.server.selfobs.SelfRoutes;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.Scope;
import dev.headroom.signal.Span;
import dev.headroom.signal.SpanKind;
import dev.headroom.signal.SpanShape;
import dev.headroom.signal.Value;
import dev.headroom.slo.Correction;
import dev.headroom.slo.SloName;
import dev.headroom.store.Pages;
import dev.headroom.store.Retention;
import dev.headroom.store.SloCorrections;
import dev.headroom.store.TraceInspector;
import dev.headroom.store.memory.MemoryAlerts;
import dev.headroom.store.memory.MemoryCapacityTests;
import dev.headroom.store.memory.MemoryChangeLog;
import dev.headroom.store.memory.MemoryFindings;
import dev.headroom.store.memory.MemoryFixes;
import dev.headroom.store.memory.MemorySilences;
import dev.headroom.store.memory.MemorySloCorrections;
import dev.headroom.store.memory.MemorySloDocuments;
import dev.headroom.store.memory.MemoryStore;
import dev.headroom.testkit.store.AlertSamples;
import dev.headroom.testkit.store.CapacityTestSamples;
import dev.headroom.testkit.store.FindingSamples;
import dev.headroom.testkit.store.FixSamples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// A served model of two services on a free port of the loopback address.
final class ApiFixture implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:40Z");
  static final TraceId TRACE = TraceId.parse("4bf92f3577b34da6a3ce929d0e0e4736");

  /// The name of an SLO that is in force.
  static final String SLO = "cart-works";

  static final String SLO_DOCUMENT =
      """
      apiVersion: openslo/v1
      kind: SLO
      metadata: {name: cart-works}
      spec:
        service: cart
        indicator:
          metadata: {name: works}
          spec:
            ratioMetric:
              rawType: success
              raw: {metricSource: {type: headroom, spec: {bad: failed}}}
        timeWindow: [{duration: 7d, isRolling: true}]
        budgetingMethod: Occurrences
        objectives: [{target: 0.99}]
      """;

  final MemoryChangeLog changes = new MemoryChangeLog();
  final MemoryAlerts alerts = new MemoryAlerts();
  final MemorySilences silences = new MemorySilences();
  final MemoryFindings findings = new MemoryFindings();
  final MemoryFixes fixes = new MemoryFixes();

  /// The id of a load test that was sent.
  static final String CAPACITY_TEST = "7f3a";

  final MemoryCapacityTests capacityTests = new MemoryCapacityTests();

  /// Whether a run comes to its end before the patience does.
  boolean patient = true;

  /// With which patience runs of the analyses were asked for.
  final List<Duration> asked = new CopyOnWriteArrayList<>();

  SystemView.State state = SystemView.State.READY;
  private final ApiRoutes api;
  private final Server server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper mapper = new ObjectMapper();

  ApiFixture() {
    KeyTable keys = new KeyTable(Limits.DEFAULT);
    MemoryStore store = new MemoryStore(keys, TraceInspector.blind(), Retention.DEFAULT);
    fill(keys, store);
    Sources sources =
        new Sources(
            store.rollups(),
            store.traces(),
            store.logs(),
            (_, window) ->
                List.of(
                    new Exemplar(1.5, Pages.nanos(window.from()), TRACE, new SpanId(7), "user=17")),
            changes,
            keys,
            () -> Catalog.EMPTY,
            this::stats,
            new OneSpan(),
            Retention.DEFAULT,
            () -> NOW);
    CeilingReader ceilings =
        new RecentCeilings(new CeilingModel(sources.rollups(), List::of), sources.clock());
    Queries queries = new ModelQueries(sources, ceilings);
    capacityTests.keep(
        CapacityTestSamples.search(CAPACITY_TEST, CapacityTestSamples.NOON), "{\"form\": 1}");
    SloRegistry slos =
        new SloRegistry(new MemorySloDocuments(), Optional.empty(), (_, _) -> List.of(), () -> NOW);
    slos.start();
    slos.apply("fixture", SLO_DOCUMENT.getBytes(StandardCharsets.UTF_8), "", false);
    api =
        new ApiRoutes(
            queries,
            new ChangeControl(changes, () -> NOW),
            alerting(),
            objectives(sources, slos),
            findings(sources),
            fixes(),
            new CapacityTests(
                new CapacityQueries(capacityTests, ceilings),
                new CapacityTestControl(capacityTests, () -> NOW)),
            () -> NOW,
            "0.1.0");
    ServerBuilder builder =
        Server.builder().http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    api.addTo(builder);
    new SelfRoutes(queries::system).addTo(builder);
    server = builder.build();
    server.start().join();
  }

  /// Objectives of the registry that nobody evaluates.
  private Objectives objectives(Sources sources, SloRegistry slos) {
    RollupSliReader reader = new RollupSliReader(sources.rollups(), sources.retention(), () -> NOW);
    MemorySloCorrections corrections = new MemorySloCorrections();
    corrections.add(
        new SloCorrections.Entry(
            "c1",
            new SloName(SLO),
            new Correction(TimeWindow.endingAt(NOW, Duration.ofMinutes(5)), "ada", "work"),
            NOW,
            null,
            null,
            null,
            null));
    SloStates states = new NoStates();
    return new Objectives(
        slos,
        new SloModelQueries(
            sources,
            new SloModelQueries.Parts(
                slos, states, corrections, alerts, reader, new NoDocuments(slos))),
        new CorrectionControl(slos, corrections, reader, () -> NOW),
        (name, _, _) -> {
          if (!name.equals("proposed")) {
            throw new HeadroomException(ErrorCode.NOT_FOUND, "name '" + name + "' is no proposal");
          }
        });
  }

  /// Two findings, one of them gone, of an analysis that ran once.
  private Findings findings(Sources sources) {
    findings.keep(
        List.of(
            FindingRecord.first(FindingSamples.finding("a"), NOW.minusSeconds(600)),
            FindingRecord.first(FindingSamples.finding("b"), NOW.minusSeconds(900))
                .missed(NOW.minusSeconds(600))
                .missed(NOW.minusSeconds(300))
                .missed(NOW)));
    AnalysisReader.Runs runs =
        new AnalysisReader.Runs(
            List.of(
                new AnalysisReader.Entry(
                    new AnalysisSpec("n-plus-one", "N+1 queries", "Looks for repeated queries."),
                    5_000_000,
                    1,
                    "")),
            1,
            Duration.ofMinutes(5),
            new AnalysisReader.Last(
                NOW,
                6_000_000,
                TimeWindow.endingAt(NOW, Duration.ofDays(1)),
                TimeWindow.endingAt(NOW.minusSeconds(86_400), Duration.ZERO),
                ""));
    return new Findings(
        new FindingQueries(sources, findings, () -> runs),
        patience -> asked.add(patience) && patient);
  }

  /// Two proposals, and a proof that is done.
  private Fixes fixes() {
    FixSamples.life(3, 1, -0.6).forEach(fixes::keep);
    return new Fixes(
        new FixQueries(FixSamples::plan, fixes, () -> Catalog.EMPTY, () -> NOW),
        new FixControl(FixSamples::plan, fixes, () -> NOW));
  }

  private Alerting alerting() {
    NotificationTarget target =
        new NotificationTarget(
            "chat", NotificationTarget.Kind.WEBHOOK, "https://chat.example/x", "", Map.of(), "");
    Routing routing = new Routing(Map.of("shop", List.of("chat")), List.of());
    AlertControl control = new AlertControl(alerts, silences, () -> routing, () -> NOW);
    control.record(
        List.of(
            new AlertControl.Judged(AlertSamples.firing("a", "Burn"), List.of()),
            new AlertControl.Judged(
                AlertSamples.under(AlertSamples.firing("b", "Slow"), "a"), List.of())),
        Map.of());
    silences.put(
        new Silence(
            "s1",
            List.of(Matcher.parse("service=nobody")),
            NOW.minusSeconds(60),
            NOW.plusSeconds(60),
            "ann",
            "moving",
            NOW,
            ""));
    return new Alerting(
        new AlertQueries(
            new AlertQueries.Sources(
                alerts, alerts, silences, () -> List.of(target), () -> routing, () -> NOW)),
        control,
        new SilenceControl(silences, SilenceMirror.NONE, () -> NOW),
        name -> "took it");
  }

  private static void fill(KeyTable keys, MemoryStore store) {
    ServiceName checkout = new ServiceName("checkout");
    ServiceName odd = new ServiceName("odd/name ü");
    OperationName cart = new OperationName("GET /cart/{id}");
    List<RollupKey> spans =
        List.of(
            new RollupKey.Route(checkout, cart, SpanKind.SERVER),
            new RollupKey.Operation(checkout, cart, SpanKind.SERVER, "1", "test"),
            new RollupKey.Instance(checkout, "i-1", "1", "test", ""),
            new RollupKey.Operation(odd, cart, SpanKind.SERVER, "1", "test"),
            new RollupKey.Instance(odd, "i-1", "1", "test", ""));
    long noon = NOW.getEpochSecond() / 60 * 60;
    for (int minute = -5; minute < 0; minute++) {
      for (RollupKey key : spans) {
        Rollup rollup = new Rollup();
        rollup.addDuration(100_000_000, 1, minute == -1);
        store.add(
            List.of(new RollupRow(keys.number(key), noon + minute * 60L, rollup)),
            List.of(),
            List.of());
      }
      Rollup heap = new Rollup();
      heap.addReading(1_000 + minute, (noon + minute * 60L) * 1_000_000_000L);
      RollupKey.Metric metric =
          new RollupKey.Metric(
              checkout,
              "i-1",
              "jvm.memory.used",
              "By",
              RollupKey.MetricType.GAUGE,
              "jvm.memory.type=heap");
      store.add(
          List.of(new RollupRow(keys.number(metric), noon + minute * 60L, heap)),
          List.of(),
          List.of());
    }
    for (int i = 1; i <= 40; i++) {
      long start = OneSpan.start(i);
      store.add(
          List.of(),
          List.of(
              new StoredTrace(
                  new TraceId(2, i),
                  start,
                  100_000_000,
                  checkout,
                  cart,
                  false,
                  1,
                  1,
                  1,
                  StoredTrace.KeepReason.RESERVOIR,
                  new byte[] {(byte) i, 2})),
          List.of());
    }
    for (int i = 0; i < 5; i++) {
      long start = (NOW.getEpochSecond() - 100 + i) * 1_000_000_000L;
      store.add(
          List.of(),
          List.of(
              new StoredTrace(
                  i == 0 ? TRACE : new TraceId(1, i),
                  start,
                  100_000_000L * (i + 1),
                  checkout,
                  cart,
                  i == 4,
                  1,
                  1,
                  1,
                  StoredTrace.KeepReason.RESERVOIR,
                  new byte[] {1})),
          List.of());
    }
  }

  private SystemReader.Stats stats() {
    return new SystemReader.Stats(
        "0.1.0",
        NOW.minusSeconds(100),
        state,
        List.of(),
        state == SystemView.State.REPLAYING ? new SystemReader.Replay(25, 100) : null,
        List.of(new SystemReader.Ingest("traces", 7, 42, 1_000, 1, 1, 2, 3, 4)),
        List.of(new SystemView.QueueState("spans 0", 5, 1_024)),
        10,
        11,
        12,
        new SystemReader.Commits(3, 0, NOW, 5_000_000L),
        null,
        new SystemView.TraceState(1, 2, 3, 4, 5, 6),
        new SystemView.QuarantineState(
            List.of(new SystemView.QuarantineCount("logs", 2)),
            List.of(
                new SystemView.QuarantineEntry(
                    NOW, "logs", "logs", "record 1", 17, 1, "boom", "Boom at LogFold"))),
        Map.of("OPERATION of \"checkout\"", 9L),
        List.of(new SystemView.StoragePart("rollups", 100, 5L)),
        List.of(
            new SystemView.KeptLate(
                "traces", NOW.minusSeconds(2_600_000), NOW.minusSeconds(2_500_000), NOW)),
        null,
        Map.of("port", "8080"));
  }

  /// Every payload is one span: of the kept trace, or, with two bytes, of one three hours ago.
  private static final class OneSpan implements PayloadReader {
    static long start(int old) {
      return (NOW.getEpochSecond() - 10_800 + old) * 1_000_000_000L;
    }

    @Override
    public List<Span> spans(byte[] payload) {
      boolean old = payload.length == 2;
      long start = old ? start(payload[0]) : (NOW.getEpochSecond() - 100) * 1_000_000_000L;
      return List.of(
          new Span(
              old ? new TraceId(2, payload[0]) : TRACE,
              new SpanId(7),
              null,
              "",
              0,
              "GET /cart/{id}",
              SpanKind.SERVER,
              start,
              start + 100_000_000,
              new Attributes(Map.of("http.route", new Value.Text("/cart/{id}"))),
              List.of(),
              List.of(),
              Span.Status.UNSET,
              "",
              0,
              0,
              0,
              new Attributes(Map.of("service.name", new Value.Text("checkout"))),
              Scope.NONE));
    }

    @Override
    public SpanShape shape(Span span) {
      return new SpanShape(
          span.service(),
          span.resource().text("service.version"),
          "",
          "",
          span.resource().text("service.instance.id"),
          new OperationName(span.name()),
          span.kind(),
          null,
          "",
          null);
    }

    @Override
    public long rows(Span span) {
      return -1;
    }
  }

  List<Endpoint> endpoints() {
    return api.endpoints();
  }

  HttpResponse<String> send(String method, String path, String type, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url(path)))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while asking " + path, e);
    }
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.activeLocalPort() + path;
  }

  HttpResponse<String> get(String path) {
    return send("GET", path, "", "");
  }

  JsonNode json(HttpResponse<String> response) {
    try {
      return mapper.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode ok(String path) {
    HttpResponse<String> response = get(path);
    if (response.statusCode() != 200) {
      throw new AssertionError(path + ": " + response.statusCode() + " " + response.body());
    }
    return json(response);
  }

  @Override
  public void close() {
    server.stop().join();
    api.close();
    client.close();
  }
}
