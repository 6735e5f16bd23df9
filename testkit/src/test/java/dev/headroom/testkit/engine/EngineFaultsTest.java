package dev.headroom.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.base.TimeWindow;
import dev.headroom.engine.Engine;
import dev.headroom.engine.EngineSettings;
import dev.headroom.engine.EngineStats;
import dev.headroom.otlp.SegmentKeys;
import dev.headroom.otlp.TraceDecoder;
import dev.headroom.rollup.FaultStreak;
import dev.headroom.rollup.Folds;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.SliSpecs;
import dev.headroom.rollup.SpanFold;
import dev.headroom.rollup.TraceFold;
import dev.headroom.signal.ChangeEvent;
import dev.headroom.signal.SignalSink.Receipt;
import dev.headroom.signal.SignalType;
import dev.headroom.store.ChangeLog;
import dev.headroom.store.Quarantined;
import dev.headroom.store.TraceInspector;
import dev.headroom.store.memory.MemoryChangeLog;
import dev.headroom.testkit.LastingStore;
import dev.headroom.testkit.ManualClock;
import dev.headroom.testkit.MemoryLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What stops the engine, what does not, and how it ends.
@Timeout(60)
final class EngineFaultsTest {
  private final ManualClock clock = new ManualClock(Instant.ofEpochSecond(1_800_000_000L));
  private final MemoryLog log = new MemoryLog(clock);
  private final LastingStore disk = new LastingStore();
  private ChangeLog changes = new MemoryChangeLog();
  private final List<byte[]> kept = new ArrayList<>();
  private final Traffic traffic = new Traffic(new Random(1), Poison.none());

  private Engine start(Folds folds) {
    EngineSettings usual = EngineSettings.forCores(2);
    Engine engine =
        Engine.start(
            new Engine.Parts(
                disk,
                log::open,
                changes,
                TraceInspector.blind(),
                SegmentKeys.DEFAULT,
                folds,
                this::keep,
                clock,
                System::nanoTime,
                new SliSpecs(List.of())),
            new EngineSettings(
                1,
                usual.queueSpans(),
                usual.queuePoints(),
                1 << 12,
                usual.dedupJournalBytes(),
                Duration.ofDays(1),
                Duration.ofDays(1),
                usual.commitJournalBytes(),
                usual.pendingBytesMax(),
                usual.maintainInterval(),
                usual.limits(),
                usual.assembly(),
                usual.sampling()));
    return engine;
  }

  private void keep(Quarantined entry, Supplier<byte[]> otlp) {
    kept.add(otlp.get());
  }

  private void send(Engine engine, int traces) {
    for (int i = 0; i < traces; i++) {
      traffic.begin(clock.instant());
    }
    while (!traffic.drained()) {
      Traffic.Request request = traffic.spans(clock.instant(), true);
      if (request != null) {
        assertThat(engine.sink().accept(request.signal(), request.payload()).join())
            .isInstanceOf(Receipt.Accepted.class);
      }
    }
  }

  private static double count(Engine engine, RollupKind kind) {
    TimeWindow always = new TimeWindow(Instant.EPOCH, Instant.ofEpochSecond(4_000_000_000L));
    return engine
        .store()
        .rollups()
        .read(new RollupReader.Query(kind, always, _ -> true, 0, false))
        .stream()
        .mapToDouble(series -> series.total().count())
        .sum();
  }

  /// Traces that one fold cannot take.
  private static Folds failing(String fold) {
    return new Folds() {
      @Override
      public TraceFold trace(String name, TraceFold plain) {
        return trace -> {
          if (name.equals(fold)) {
            throw new IllegalArgumentException("no " + fold);
          }
          plain.fold(trace);
        };
      }
    };
  }

  @Test
  void aTraceThatOneFoldCannotTakeIsCountedByTheOthersAndKeptForTheReport() {
    Engine engine = start(failing("edges"));
    send(engine, 5);
    clock.advance(Duration.ofMinutes(10));
    engine.settle();

    assertThat(count(engine, RollupKind.ROUTE)).isEqualTo(5);
    assertThat(count(engine, RollupKind.PATH)).isPositive();
    assertThat(count(engine, RollupKind.EDGE)).isZero();
    EngineStats.Quarantine quarantine = engine.stats().quarantine();
    assertThat(quarantine.items()).isEqualTo(Map.of(SignalType.TRACES, 5L));
    assertThat(quarantine.last())
        .hasSize(5)
        .allSatisfy(entry -> {
          assertThat(entry.fold()).isEqualTo("edges");
          assertThat(entry.reason()).isEqualTo("no edges");
          assertThat(entry.place()).startsWith("IllegalArgumentException at ");
          assertThat(entry.subject()).startsWith("trace 0000000000000007");
        });
    assertThat(kept.stream().mapToInt(bytes -> TraceDecoder.decode(bytes).size()).sum())
        .isEqualTo(traffic.spansOfTrace.values().stream().mapToInt(spans -> spans.size()).sum());
    engine.close();
  }

  @Test
  void whatWasSetAsideIsRememberedOverARestart() {
    Engine engine = start(failing("edges"));
    send(engine, 3);
    clock.advance(Duration.ofMinutes(10));
    engine.settle();
    List<Quarantined> before = engine.stats().quarantine().last();
    engine.close();

    Engine again = start(Folds.PLAIN);
    log.replay(1_000);
    again.settle();
    assertThat(again.stats().quarantine().last()).isEqualTo(before).hasSize(3);
    assertThat(count(again, RollupKind.EDGE)).isZero();
    again.close();
  }

  @Test
  void whatCannotBeDecodedAnyMoreIsSetAsideOnce() {
    Engine engine = start(Folds.PLAIN);
    engine.close();
    log.leave(SignalType.TRACES, new byte[] {1, 2, 3});
    log.leave(SignalType.METRICS, new byte[] {4});
    log.leave(SignalType.LOGS, new byte[] {5});
    engine = start(Folds.PLAIN);
    log.replay(10);
    send(engine, 1);
    engine.settle();

    Map<SignalType, Long> each =
        Map.of(SignalType.TRACES, 1L, SignalType.METRICS, 1L, SignalType.LOGS, 1L);
    assertThat(engine.stats().quarantine().items()).isEqualTo(each);
    assertThat(kept).containsExactly(new byte[] {1, 2, 3}, new byte[] {4}, new byte[] {5});
    assertThat(engine.stats().broken()).isNull();
    assertThat(engine.commit()).isTrue();
    engine.close();

    engine = start(Folds.PLAIN);
    log.replay(10);
    engine.settle();
    assertThat(engine.stats().quarantine().items()).isEqualTo(each);
    engine.close();
  }

  @Test
  void aFoldThatTakesNothingAtAllStopsTheEngine() {
    Engine engine = start(failing("paths"));
    send(engine, FaultStreak.MOST - 1);
    clock.advance(Duration.ofMinutes(10));
    engine.settle();
    assertThat(engine.stats().broken()).isNull();

    send(engine, 1);
    clock.advance(Duration.ofMinutes(10));
    assertThatThrownBy(engine::settle).hasStackTraceContaining("all failed in the fold 'paths'");
    assertThat(engine.stats().broken()).contains("all failed in the fold 'paths'");
    engine.close();
  }

  @Test
  void anErrorStopsTheEngineAndARestartCountsEverything() {
    Engine engine =
        start(
            new Folds() {
              @Override
              public SpanFold span(String name, SpanFold fold) {
                return (_, _) -> {
                  throw new LinkageError("as told");
                };
              }
            });
    send(engine, 2);
    assertThatThrownBy(engine::settle).hasStackTraceContaining("as told");
    assertThat(engine.sink().accept(SignalType.LOGS, traffic.logs().payload()).join())
        .isInstanceOf(Receipt.Unavailable.class);
    assertThatThrownBy(engine::commit).hasStackTraceContaining("as told");
    engine.close();

    engine = start(Folds.PLAIN);
    log.replay(100);
    engine.settle();
    assertThat(count(engine, RollupKind.OPERATION))
        .isEqualTo(traffic.spansOfTrace.values().stream().mapToInt(spans -> spans.size()).sum());
    engine.close();
  }

  @Test
  void aClosedEngineKeepsNobodyWaiting() {
    Engine engine = start(Folds.PLAIN);
    send(engine, 1);
    engine.close();
    engine.close();

    assertThatThrownBy(engine::settle).hasMessageContaining("closed");
    assertThatThrownBy(engine::commit).isInstanceOf(IllegalStateException.class);
    assertThat(engine.sink().accept(SignalType.LOGS, traffic.logs().payload()).join())
        .isInstanceOf(Receipt.Overloaded.class);
  }

  @Test
  void aFlushThatWaitsForAReplayEndsWithTheEngine() throws InterruptedException {
    Engine engine = start(Folds.PLAIN);
    send(engine, 3);
    engine.close();
    log.leave(SignalType.LOGS, traffic.logs().payload());
    Engine replaying = start(Folds.PLAIN);
    List<Throwable> ended = new ArrayList<>();
    Thread flushing =
        Thread.ofPlatform()
            .start(() -> {
              try {
                replaying.flush();
              } catch (RuntimeException e) {
                ended.add(e);
              }
            });
    replaying.close();
    flushing.join();
    assertThat(ended).hasSize(1);
  }

  @Test
  void nothingIsCommittedOnceWhatWorkersHandedOverIsLost() {
    changes =
        new ChangeLog() {
          @Override
          public boolean record(ChangeEvent event) {
            throw new IllegalStateException("no change log, as told");
          }

          @Override
          public List<ChangeEvent> changes(TimeWindow window) {
            return List.of();
          }
        };
    Engine engine = start(Folds.PLAIN);
    send(engine, 2);
    assertThatThrownBy(engine::settle).hasMessageContaining("as told");
    assertThatThrownBy(engine::commit).hasStackTraceContaining("as told");
    engine.close();
    assertThat(disk.recover().position()).isZero();

    changes = new MemoryChangeLog();
    engine = start(Folds.PLAIN);
    log.replay(100);
    engine.settle();
    assertThat(count(engine, RollupKind.OPERATION))
        .isEqualTo(traffic.spansOfTrace.values().stream().mapToInt(spans -> spans.size()).sum());
    engine.close();
  }
}
