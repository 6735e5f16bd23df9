package dev.headroom.engine.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.analysis.Analysis;
import dev.headroom.analysis.AnalysisSpec;
import dev.headroom.analysis.ModelView;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.TimeWindow;
import dev.headroom.finding.Finding;
import dev.headroom.query.AnalysisReader.Runs;
import dev.headroom.query.ModelViewsFixture;
import dev.headroom.store.memory.MemoryFindings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The thread that runs the analyses.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class AnalysisClockTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final TimeWindow DAY = TimeWindow.endingAt(NOON, Duration.ofDays(1));

  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final ModelViewsFixture model = new ModelViewsFixture();

  private interface Body {
    List<Finding> analyze(ModelView view);
  }

  private record Looking(Body body) implements Analysis {
    @Override
    public AnalysisSpec spec() {
      return new AnalysisSpec("looking", "Looking", "Looks.");
    }

    @Override
    public List<Finding> analyze(ModelView view) {
      return body.analyze(view);
    }
  }

  private AnalysisClock start(Body body) {
    return AnalysisClock.start(
        new AnalysisClock.Parts(
            List.of(new Looking(body)),
            (_, given) -> model.over(DAY, given),
            new MemoryFindings(),
            List.of(),
            Duration.ofHours(1),
            () -> NOON,
            System::nanoTime,
            failures::add));
  }

  @Test
  void runsWhenAsked() {
    try (AnalysisClock clock = start(_ -> List.of())) {
      assertThat(clock.runs().last()).isNull();
      assertThat(clock.runNow(Duration.ofSeconds(30))).isTrue();
      Runs runs = clock.runs();
      assertThat(runs.count()).isEqualTo(1);
      assertThat(runs.last()).isNotNull();
      assertThat(clock.runNow(Duration.ofSeconds(30))).isTrue();
      assertThat(clock.runs().count()).isEqualTo(2);
    }
    assertThat(failures).isEmpty();
  }

  @Test
  void aRunThatCannotBeginIsToldAndFollowedByTheNext() {
    AtomicBoolean broken = new AtomicBoolean(true);
    AnalysisClock clock =
        AnalysisClock.start(
            new AnalysisClock.Parts(
                List.of(),
                (_, given) -> {
                  if (broken.getAndSet(false)) {
                    throw new HeadroomException(ErrorCode.INTERNAL, "no model");
                  }
                  return model.over(DAY, given);
                },
                new MemoryFindings(),
                List.of(),
                Duration.ofHours(1),
                () -> NOON,
                System::nanoTime,
                failures::add));
    try (clock) {
      assertThat(clock.runNow(Duration.ofSeconds(30))).isTrue();
      assertThat(clock.runs().count()).isZero();
      assertThat(clock.runNow(Duration.ofSeconds(30))).isTrue();
      assertThat(clock.runs().count()).isEqualTo(1);
    }
    assertThat(failures).hasSize(1);
  }

  @Test
  void closingGivesUpARunInProgress() throws InterruptedException {
    CountDownLatch began = new CountDownLatch(1);
    AtomicBoolean closing = new AtomicBoolean();
    AnalysisClock clock =
        start(view -> {
          began.countDown();
          while (!closing.get()) {
            Thread.onSpinWait();
          }
          // An analysis reads again and again; the view ends it.
          while (true) {
            var _ = view.routes();
            var _ = view.rollups().read(ModelViewsFixture.ROUTES);
          }
        });
    Thread asking =
        Thread.ofVirtual().start(() -> assertThat(clock.runNow(Duration.ofSeconds(50))).isTrue());
    began.await();
    Thread closer = Thread.ofVirtual().start(clock::close);
    closing.set(true);
    closer.join();
    asking.join();

    assertThat(clock.runs().count()).isZero();
    assertThat(failures).isEmpty();
  }

  @Test
  void whoHasNoPatienceIsToldSo() {
    CountDownLatch asked = new CountDownLatch(1);
    AnalysisClock clock =
        start(_ -> {
          try {
            asked.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return List.of();
        });
    try (clock) {
      assertThat(clock.runNow(Duration.ofMillis(20))).isFalse();
      asked.countDown();
    }
  }
}
