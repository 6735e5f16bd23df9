package dev.headroom.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.SpanId;
import dev.headroom.base.TimeWindow;
import dev.headroom.base.TraceId;
import dev.headroom.rollup.LogReader;
import dev.headroom.rollup.LogRow;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupRow;
import dev.headroom.rollup.StoredTrace;
import dev.headroom.rollup.StoredTrace.KeepReason;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceReader;
import dev.headroom.store.Pages;
import dev.headroom.store.Retention;
import dev.headroom.store.TelemetryStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every [TelemetryStore] does with traces and log records; goes with
/// [TelemetryStoreContract].
public interface TelemetryStoreEventContract extends TelemetryStoreContract {
  TimeWindow ALL_TIME = new TimeWindow(Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"));

  /// A trace of one span.
  static StoredTrace trace(int id, Instant start, String service) {
    return trace(id, start, service, 5_000_000, false, KeepReason.RESERVOIR, service + " n=" + id);
  }

  private static StoredTrace trace(
      int id,
      Instant start,
      String service,
      long duration,
      boolean error,
      KeepReason reason,
      String... lines) {
    return new StoredTrace(
        new TraceId(-id, id),
        Pages.nanos(start),
        duration,
        new ServiceName(service),
        new OperationName("GET /" + service),
        error,
        lines.length,
        1,
        0.5,
        reason,
        LinePayloads.of(lines));
  }

  /// A log record without a trace.
  static LogRow log(long sequence, Instant time, String body) {
    return log(sequence, time, body, "checkout", 9, null);
  }

  private static LogRow log(
      long sequence,
      Instant time,
      String body,
      String service,
      int severity,
      @Nullable TraceId trace) {
    return new LogRow(
        Pages.nanos(time),
        sequence,
        new ServiceName(service),
        "1.0",
        "pod-1",
        severity,
        "INFO",
        "",
        body,
        severity == 17 ? 3 : 0,
        trace,
        trace == null ? null : new SpanId(-sequence),
        "scope",
        "{\"k\":\"v\"}",
        "{}");
  }

  /// All traces a search lists.
  static List<StoredTrace> allTraces(TelemetryStore store) {
    return store.traces().search(traces(null, false, null, 0, null, Map.of(), Long.MAX_VALUE, 999));
  }

  /// All log records.
  static List<LogRow> allLogs(TelemetryStore store) {
    return store.logs().search(logs(null, 0, "", null, 0, null, 999));
  }

  private static TraceReader.Search traces(
      @Nullable String service,
      boolean anySpan,
      @Nullable String operation,
      long minDuration,
      @Nullable Boolean error,
      Map<String, String> attributes,
      long before,
      int limit) {
    return new TraceReader.Search(
        ALL_TIME,
        service == null ? null : new ServiceName(service),
        anySpan,
        operation == null ? null : new OperationName(operation),
        minDuration,
        Long.MAX_VALUE,
        error,
        attributes,
        before,
        limit);
  }

  private static LogReader.Search logs(
      @Nullable String service,
      int minSeverity,
      String text,
      @Nullable TraceId trace,
      int template,
      LogReader.@Nullable Cursor before,
      int limit) {
    return new LogReader.Search(
        ALL_TIME,
        service == null ? null : new ServiceName(service),
        minSeverity,
        text,
        trace,
        template,
        before,
        limit);
  }

  @Test
  default void findsAllPartsOfATrace(@TempDir Path directory) {
    try (Bench bench = new Bench(this, directory, Retention.DEFAULT)) {
      StoredTrace root =
          trace(7, NOON, "checkout", 9, true, KeepReason.ERROR, "checkout a=1", "cart b=2");
      StoredTrace late =
          trace(7, NOON.plus(Duration.ofDays(1)), "cart", 1, false, KeepReason.LATE, "cart c=3");
      bench.commit(List.of(), List.of(late, trace(8, NOON, "checkout")), List.of());
      bench.commit(List.of(), List.of(root), List.of());
      bench.reopen();

      List<StoredTrace> found = bench.store.traces().find(root.id());
      assertThat(found).usingRecursiveFieldByFieldElementComparator().containsExactly(root, late);
      assertThat(bench.store.traces().find(new TraceId(1, 1))).isEmpty();
      assertThat(allTraces(bench.store)).hasSize(2);
    }
  }

  @Test
  default void readsTracesByTheirHeads(@TempDir Path directory) {
    try (Bench bench = new Bench(this, directory, Retention.DEFAULT)) {
      StoredTrace first = trace(1, NOON, "checkout");
      StoredTrace second =
          trace(
              2,
              NOON.plusSeconds(1),
              "cart",
              2,
              false,
              KeepReason.SLOW,
              "cart a=1",
              "checkout b=1");
      StoredTrace late =
          trace(2, NOON.plusSeconds(1), "cart", 1, false, KeepReason.LATE, "cart c=3");
      StoredTrace later = trace(3, NOON.plus(Duration.ofDays(2)), "checkout");
      bench.commit(List.of(), List.of(first, late), List.of());
      bench.commit(List.of(), List.of(second, later), List.of());
      bench.reopen();

      TraceReader traces = bench.store.traces();
      List<TraceReader.Head> all =
          traces.heads(traces(null, false, null, 0, null, Map.of(), Long.MAX_VALUE, 9));
      assertThat(all)
          .containsExactly(
              new TraceReader.Head(later.id(), later.startNanos(), later.weight()),
              new TraceReader.Head(second.id(), second.startNanos(), second.weight()),
              new TraceReader.Head(first.id(), first.startNanos(), first.weight()));
      assertThat(
              traces.heads(traces("checkout", false, null, 0, null, Map.of(), Long.MAX_VALUE, 9)))
          .hasSize(2);
      assertThat(traces.heads(traces("checkout", true, null, 0, null, Map.of(), Long.MAX_VALUE, 9)))
          .hasSize(3);
      assertThat(traces.heads(traces(null, false, null, 0, null, Map.of(), Long.MAX_VALUE, 2)))
          .isEqualTo(all.subList(0, 2));
      assertThat(traces.heads(traces(null, false, null, 0, null, Map.of(), second.startNanos(), 9)))
          .isEqualTo(all.subList(2, 3));
      assertRooted(traces, all);
      assertThat(traces.read(all))
          .usingRecursiveFieldByFieldElementComparator()
          .containsExactly(first, second, later);
      assertThat(
              traces.read(List.of(all.getLast(), new TraceReader.Head(new TraceId(1, 99), 5, 1))))
          .usingRecursiveFieldByFieldElementComparator()
          .containsExactly(first);
      assertThat(traces.read(List.of())).isEmpty();
    }
  }

  private static ServiceOperation root(String service) {
    return new ServiceOperation(new ServiceName(service), new OperationName("GET /" + service));
  }

  private static void assertRooted(TraceReader traces, List<TraceReader.Head> all) {
    TimeWindow ever = new TimeWindow(Instant.EPOCH, NOON.plus(Duration.ofDays(3)));
    ServiceOperation checkout = root("checkout");
    assertThat(traces.heads(List.of(checkout, root("cart"), root("nobody")), ever, 9))
        .isEqualTo(
            Map.of(checkout, List.of(all.get(0), all.get(2)), root("cart"), List.of(all.get(1))));
    assertThat(traces.heads(List.of(checkout), ever, 1))
        .isEqualTo(Map.of(checkout, List.of(all.get(0))));
    assertThat(traces.heads(List.of(), ever, 9)).isEmpty();
  }

  @Test
  default void searchesTraces(@TempDir Path directory) {
    try (Bench bench = new Bench(this, directory, Retention.DEFAULT)) {
      bench.commit(
          List.of(),
          List.of(
              trace(1, NOON, "checkout", 10, false, KeepReason.SLOW, "checkout a=1", "cart b=2"),
              trace(2, NOON.plusSeconds(1), "cart", 20, true, KeepReason.ERROR, "cart a=1 b=2"),
              trace(
                  3, NOON.plus(Duration.ofDays(2)), "cart", 30, false, KeepReason.RARE, "car a=1")),
          List.of());

      assertThat(ids(bench, null, false, null, 0, null, Map.of())).containsExactly(3, 2, 1);
      assertThat(ids(bench, "cart", false, null, 0, null, Map.of())).containsExactly(3, 2);
      assertThat(ids(bench, "cart", true, null, 0, null, Map.of())).containsExactly(3, 2, 1);
      assertThat(ids(bench, "car", true, null, 0, null, Map.of())).containsExactly(3);
      assertThat(ids(bench, "ca'rt", true, null, 0, null, Map.of())).isEmpty();
      assertThat(ids(bench, null, false, "GET /checkout", 0, null, Map.of())).containsExactly(1);
      assertThat(ids(bench, null, false, null, 20, null, Map.of())).containsExactly(3, 2);
      assertThat(ids(bench, null, false, null, 0, true, Map.of())).containsExactly(2);
      assertThat(ids(bench, null, false, null, 0, false, Map.of())).containsExactly(3, 1);
      assertThat(ids(bench, null, false, null, 0, null, Map.of("a", "1", "b", "2")))
          .containsExactly(2);
      assertThat(ids(bench, "cart", true, null, 0, false, Map.of("a", "1"))).containsExactly(3, 1);
    }
  }

  private static List<Integer> ids(
      Bench bench,
      @Nullable String service,
      boolean anySpan,
      @Nullable String operation,
      long minDuration,
      @Nullable Boolean error,
      Map<String, String> attributes) {
    return bench
        .store
        .traces()
        .search(
            traces(
                service, anySpan, operation, minDuration, error, attributes, Long.MAX_VALUE, 100))
        .stream()
        .map(trace -> (int) trace.id().lo())
        .toList();
  }

  @Test
  default void pagesOfTracesSkipNoneAndRepeatNone(@TempDir Path directory) {
    long seed = 11;
    Random random = new Random(seed);
    try (Bench bench = new Bench(this, directory, Retention.DEFAULT)) {
      for (int commit = 0; commit < 4; commit++) {
        List<StoredTrace> traces = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
          // Few different starts, so that pages end within traces of one start.
          Instant start = NOON.plusSeconds(3_600L * random.nextInt(60));
          traces.add(trace(commit * 50 + i + 1, start, i % 3 == 0 ? "cart" : "checkout"));
        }
        bench.commit(List.of(), traces, List.of());
      }
      for (Map<String, String> attributes : List.of(Map.<String, String>of(), Map.of("n", "77"))) {
        List<StoredTrace> all = new ArrayList<>();
        long before = Long.MAX_VALUE;
        while (true) {
          List<StoredTrace> page =
              bench
                  .store
                  .traces()
                  .search(traces("checkout", false, null, 0, null, attributes, before, 7));
          if (page.isEmpty()) {
            break;
          }
          all.addAll(page);
          before = page.getLast().startNanos();
        }
        assertThat(all)
            .as("seed %d", seed)
            .doesNotHaveDuplicates()
            .isSortedAccordingTo(Pages.NEWEST_TRACE);
        assertThat(all).as("seed %d", seed).hasSize(attributes.isEmpty() ? 132 : 1);
      }
    }
  }

  @Test
  default void searchesLogs(@TempDir Path directory) {
    try (Bench bench = new Bench(this, directory, Retention.DEFAULT)) {
      TraceId trace = new TraceId(5, -6);
      LogRow first = log(1, NOON, "Order 17 placed: 100 % \u00c4rger", "checkout", 9, trace);
      LogRow second = log(2, NOON, "order_18 failed", "checkout", 17, null);
      LogRow third = log(3, NOON.plus(Duration.ofDays(1)), "cart's empty", "cart", 13, trace);
      bench.commit(List.of(), List.of(), List.of(second, third));
      bench.commit(List.of(), List.of(), List.of(first));
      bench.reopen();
      LogReader reader = bench.store.logs();

      assertThat(allLogs(bench.store)).containsExactly(third, second, first);
      assertThat(reader.search(logs("cart", 0, "", null, 0, null, 9))).containsExactly(third);
      assertThat(reader.search(logs(null, 13, "", null, 0, null, 9)))
          .containsExactly(third, second);
      assertThat(reader.search(logs(null, 0, "ORDER", null, 0, null, 9)))
          .containsExactly(second, first);
      assertThat(reader.search(logs(null, 0, "r_1", null, 0, null, 9))).containsExactly(second);
      assertThat(reader.search(logs(null, 0, "0 %", null, 0, null, 9))).containsExactly(first);
      assertThat(reader.search(logs(null, 0, "\u00e4RGER", null, 0, null, 9)))
          .containsExactly(first);
      assertThat(reader.search(logs(null, 0, "t's", null, 0, null, 9))).containsExactly(third);
      assertThat(reader.search(logs(null, 0, "", trace, 0, null, 9))).containsExactly(third, first);
      assertThat(reader.search(logs(null, 0, "", null, 3, null, 9))).containsExactly(second);
    }
  }

  @Test
  default void pagesOfLogsSkipNoneAndRepeatNone(@TempDir Path directory) {
    long seed = 5;
    Random random = new Random(seed);
    try (Bench bench = new Bench(this, directory, Retention.DEFAULT)) {
      long sequence = 0;
      for (int commit = 0; commit < 4; commit++) {
        List<LogRow> logs = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
          logs.add(log(++sequence, NOON.plusSeconds(7_200L * random.nextInt(30)), "line " + i));
        }
        bench.commit(List.of(), List.of(), logs);
      }
      List<LogRow> all = new ArrayList<>();
      LogReader.@Nullable Cursor before = null;
      while (true) {
        List<LogRow> page = bench.store.logs().search(logs(null, 0, "line", null, 0, before, 7));
        if (page.isEmpty()) {
          break;
        }
        all.addAll(page);
        before = Pages.cursor(page.getLast());
      }
      assertThat(all).as("seed %d", seed).hasSize(200).doesNotHaveDuplicates();
    }
  }

  /// Texts come from strangers: whatever they hold, they are stored, found and given back.
  @Test
  default void holdsAnyText(@TempDir Path directory) {
    List<String> odd =
        List.of(
            "nul\0x", "cut\uD83D", "cut?", "a\u001f\\b", "\uD83D\uDE00", "'; drop table meta --");
    try (Bench bench = new Bench(this, directory, Retention.DEFAULT)) {
      List<RollupRow> rows = new ArrayList<>();
      List<StoredTrace> traces = new ArrayList<>();
      List<LogRow> logs = new ArrayList<>();
      for (String text : odd) {
        RollupKey key = new RollupKey.Instance(new ServiceName(text), text, "", text, "");
        int number = bench.keys.number(key);
        Rollup rollup = new Rollup();
        rollup.addDuration(number, 1, false);
        rows.add(new RollupRow(number, NOON.getEpochSecond(), rollup));
        traces.add(trace(number, NOON, text));
        logs.add(log(number, NOON, "says " + text, text, 9, null));
      }
      bench.commit(rows, traces, logs);
      bench.store.maintain(NOON.plus(Duration.ofDays(2)));
      bench.reopen();

      assertThat(bench.store.recover().keys()).isEqualTo(bench.keys.newSince(0));
      for (String text : odd) {
        // A text cut in the middle of a character may come back with a question mark there.
        if (!text.startsWith("cut")) {
          assertThat(ids(bench, text, true, null, 0, null, Map.of())).hasSize(1);
          assertThat(bench.store.logs().search(logs(text, 0, text, null, 0, null, 9)))
              .extracting(LogRow::body)
              .containsExactly("says " + text);
        }
      }
      assertThat(allTraces(bench.store)).hasSize(odd.size());
    }
  }
}
