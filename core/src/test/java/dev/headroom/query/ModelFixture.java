package dev.headroom.query;

import dev.headroom.base.Limits;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.base.TraceId;
import dev.headroom.capacity.CeilingModel;
import dev.headroom.catalog.Catalog;
import dev.headroom.query.view.SystemView;
import dev.headroom.rollup.ExemplarReader;
import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.LogRow;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupRow;
import dev.headroom.rollup.StoredTrace;
import dev.headroom.signal.ChangeEvent;
import dev.headroom.signal.Span;
import dev.headroom.signal.SpanShape;
import dev.headroom.store.Retention;
import dev.headroom.store.TraceInspector;
import dev.headroom.store.memory.MemoryChangeLog;
import dev.headroom.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// A model that a test fills with known rollups, and the questions over it. The time is
/// 2026-03-01T12:00:40Z unless a test moves it.
final class ModelFixture {
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  static final long MS = 1_000_000;

  Instant now = NOON.plusSeconds(40);
  Catalog catalog = Catalog.EMPTY;
  SystemReader.Stats stats = stats(0);
  final KeyTable keys = new KeyTable(Limits.DEFAULT);
  private final Map<String, List<Span>> payloads = new HashMap<>();
  private final PayloadReader reader =
      new PayloadReader() {
        @Override
        public List<Span> spans(byte[] payload) {
          return payloads.getOrDefault(new String(payload, StandardCharsets.UTF_8), List.of());
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
      };
  private final TraceInspector inspector =
      new TraceInspector() {
        @Override
        public Set<String> services(byte[] payload) {
          return reader.spans(payload).stream()
              .map(span -> span.service().value())
              .collect(Collectors.toSet());
        }

        @Override
        public boolean carries(byte[] payload, Map<String, String> attributes) {
          return false;
        }
      };
  final MemoryStore store = new MemoryStore(keys, inspector, Retention.DEFAULT);
  final MemoryChangeLog changes = new MemoryChangeLog();
  ExemplarReader exemplars = ExemplarReader.NONE;

  final Sources sources =
      new Sources(
          store.rollups(),
          store.traces(),
          store.logs(),
          (series, window) -> exemplars.find(series, window),
          changes,
          keys,
          () -> catalog,
          () -> stats,
          reader,
          Retention.DEFAULT,
          () -> now);

  final Queries queries =
      new ModelQueries(
          sources,
          new RecentCeilings(new CeilingModel(sources.rollups(), List::of), sources.clock()));

  static SystemReader.Stats stats(long spans) {
    return new SystemReader.Stats(
        "0.1.0",
        NOON.minusSeconds(60),
        SystemView.State.READY,
        List.of(),
        null,
        List.of(new SystemReader.Ingest("traces", 1, spans, 10, 0, 0, 0, 0, 0)),
        List.of(),
        0,
        0,
        0,
        new SystemReader.Commits(0, 0, null, null),
        null,
        new SystemView.TraceState(0, 0, 0, 0, 0, 0),
        SystemView.QuarantineState.NONE,
        Map.of("OPERATION of checkout", 3L),
        List.of(),
        List.of(),
        null,
        Map.of());
  }

  TimeWindow lastHour() {
    return TimeWindow.endingAt(now, Duration.ofHours(1));
  }

  /// One minute of a key; the minute is counted from noon, so the minutes of the last hour are
  /// negative.
  ModelFixture at(int minute, RollupKey key, Consumer<Rollup> fill) {
    Rollup rollup = new Rollup();
    fill.accept(rollup);
    long start = NOON.getEpochSecond() + minute * 60L;
    store.add(List.of(new RollupRow(keys.number(key), start, rollup)), List.of(), List.of());
    return this;
  }

  /// The same in each of the minutes from (inclusive) to (exclusive).
  ModelFixture each(int from, int to, RollupKey key, Consumer<Rollup> fill) {
    for (int minute = from; minute < to; minute++) {
      at(minute, key, fill);
    }
    return this;
  }

  /// Fills with so many spans of one duration, the first of them failed.
  static Consumer<Rollup> spans(int count, long millis, int failed) {
    return rollup -> {
      for (int i = 0; i < count; i++) {
        rollup.addDuration(millis * MS, 1, i < failed);
      }
    };
  }

  /// Keeps a trace of the spans; the first is the root.
  ModelFixture trace(StoredTrace.KeepReason reason, Span... spans) {
    return trace(reason, 1, spans);
  }

  /// Keeps a trace that stands for so many.
  ModelFixture trace(StoredTrace.KeepReason reason, double weight, Span... spans) {
    Span root = spans[0];
    String payload = "payload " + payloads.size();
    payloads.put(payload, List.of(spans));
    boolean failed = List.of(spans).stream().anyMatch(s -> s.status() == Span.Status.ERROR);
    store.add(
        List.of(),
        List.of(
            new StoredTrace(
                root.traceId(),
                root.startNanos(),
                root.durationNanos(),
                root.service(),
                new OperationName(root.name()),
                failed,
                spans.length,
                (int) List.of(spans).stream().map(Span::service).distinct().count(),
                weight,
                reason,
                payload.getBytes(StandardCharsets.UTF_8))),
        List.of());
    return this;
  }

  ModelFixture log(
      long sequence, Instant at, String service, int severity, String body, TraceId trace) {
    RollupKey.Template template =
        new RollupKey.Template(new ServiceName(service), body, (severity - 1) / 4 * 4 + 1, "1");
    store.add(
        List.of(),
        List.of(),
        List.of(
            new LogRow(
                at.getEpochSecond() * 1_000_000_000L + at.getNano(),
                sequence,
                new ServiceName(service),
                "1",
                "i-1",
                severity,
                "",
                "",
                body,
                keys.number(template),
                trace,
                null,
                "logger",
                "{\"user\":\"u 1\",\"tries\":3}",
                "{}")));
    return this;
  }

  ModelFixture deploy(String service, String version, Instant at) {
    changes.record(
        new ChangeEvent(
            service + "@" + version,
            at,
            new ServiceName(service),
            version,
            "",
            ChangeEvent.Kind.DEPLOY,
            "",
            "",
            "api"));
    return this;
  }

  static ServiceName service(String name) {
    return new ServiceName(name);
  }

  static OperationName operation(String name) {
    return new OperationName(name);
  }
}
