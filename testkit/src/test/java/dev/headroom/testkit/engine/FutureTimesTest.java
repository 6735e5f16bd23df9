package dev.headroom.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.base.Limits;
import dev.headroom.base.TimeWindow;
import dev.headroom.engine.Engine;
import dev.headroom.engine.EngineSettings;
import dev.headroom.otlp.OtlpWriter;
import dev.headroom.otlp.SegmentKeys;
import dev.headroom.rollup.Folds;
import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.LogReader;
import dev.headroom.rollup.LogRow;
import dev.headroom.rollup.SliSpecs;
import dev.headroom.signal.Attributes;
import dev.headroom.signal.LogRecord;
import dev.headroom.signal.Scope;
import dev.headroom.signal.SignalSink.Receipt;
import dev.headroom.signal.SignalType;
import dev.headroom.signal.Value;
import dev.headroom.store.QuarantineLog;
import dev.headroom.store.Retention;
import dev.headroom.store.TraceInspector;
import dev.headroom.store.memory.MemoryChangeLog;
import dev.headroom.store.memory.MemoryStore;
import dev.headroom.testkit.ManualClock;
import dev.headroom.testkit.MemoryLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Items with times far ahead are refused, with a reason, and stay refused after a crash.
final class FutureTimesTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);

  private final ManualClock clock = new ManualClock(NOW);
  private final MemoryLog log = new MemoryLog(clock);

  private Engine start() {
    return Engine.start(
        new Engine.Parts(
            new MemoryStore(
                new KeyTable(Limits.DEFAULT), TraceInspector.blind(), Retention.DEFAULT),
            log::open,
            new MemoryChangeLog(),
            TraceInspector.blind(),
            SegmentKeys.DEFAULT,
            Folds.PLAIN,
            QuarantineLog.NONE,
            clock,
            System::nanoTime,
            new SliSpecs(List.of())),
        EngineSettings.forCores(2));
  }

  private static LogRecord record(String body, Instant at) {
    return new LogRecord(
        at.getEpochSecond() * 1_000_000_000L,
        0,
        9,
        "INFO",
        "",
        new Value.Text(body),
        Attributes.EMPTY,
        0,
        null,
        null,
        Attributes.EMPTY,
        Scope.NONE);
  }

  private static List<String> stored(Engine engine) {
    return engine
        .store()
        .logs()
        .search(
            new LogReader.Search(
                new TimeWindow(Instant.EPOCH, Instant.parse("2200-01-01T00:00:00Z")),
                null,
                0,
                "",
                null,
                0,
                null,
                100))
        .stream()
        .map(LogRow::body)
        .toList();
  }

  @Test
  void whatIsMoreThanADayAheadIsRefused() {
    byte[] request =
        OtlpWriter.logs(
            List.of(
                record("now", NOW),
                record("a little ahead", NOW.plus(Duration.ofHours(23))),
                record("far ahead", NOW.plus(Duration.ofDays(400)))));
    try (Engine engine = start()) {
      Receipt receipt = engine.sink().accept(SignalType.LOGS, request).join();
      assertThat(receipt).isInstanceOf(Receipt.Accepted.class);
      Receipt.Accepted accepted = (Receipt.Accepted) receipt;
      assertThat(accepted.accepted()).isEqualTo(2);
      assertThat(accepted.rejected()).isEqualTo(1);
      assertThat(accepted.message())
          .contains("1 with time_unix_nano")
          .contains("after 2027-01-16T08:00:00Z")
          .contains("check the sender's clock");
      engine.settle();
      assertThat(stored(engine)).containsExactly("a little ahead", "now");
      assertThat(engine.stats().intake().get(SignalType.LOGS).future()).isEqualTo(1);
      assertThat(engine.stats().intake().get(SignalType.LOGS).rejected()).isEqualTo(1);
    }
    // A new store: all comes back by replay, long after it would have been accepted.
    clock.advance(Duration.ofDays(1_000));
    try (Engine engine = start()) {
      while (log.replay(10)) {
        engine.settle();
      }
      engine.settle();
      assertThat(stored(engine)).containsExactly("a little ahead", "now");
    }
  }
}
