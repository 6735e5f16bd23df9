package dev.headroom.engine.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.analysis.Analysis;
import dev.headroom.analysis.AnalysisSpec;
import dev.headroom.analysis.ModelView;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.catalog.Catalog;
import dev.headroom.finding.Coverage;
import dev.headroom.finding.Finding;
import dev.headroom.finding.FindingRecord;
import dev.headroom.finding.Impact;
import dev.headroom.finding.Severity;
import dev.headroom.finding.Subject;
import dev.headroom.query.AnalysisReader.Entry;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.SiblingOrder;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceSample;
import dev.headroom.signal.ChangeEvent;
import dev.headroom.signal.SpanKind;
import dev.headroom.store.memory.MemoryFindings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// How findings live from run to run.
final class AnalystTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final ServiceName CART = new ServiceName("cart");

  private final MemoryFindings log = new MemoryFindings();
  private final Set<String> troubles = new HashSet<>();
  private final Set<String> failing = new HashSet<>();
  private final List<Throwable> failures = new ArrayList<>();
  private final List<String> steps = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private final Analyst analyst =
      new Analyst(
          new Analyst.Parts(
              List.of(new Troubles("first"), new Troubles("second")),
              log,
              List.of(
                  (_, _, _) -> {
                    throw new IllegalStateException("a step that fails");
                  },
                  (_, records, at) -> steps.add(records.size() + " at " + at)),
              () -> nanos.addAndGet(1_000),
              failures::add));
  private int minute;
  private long spansLately = 1_000;

  /// Finds the troubles that start with its id.
  private final class Troubles implements Analysis {
    private final String id;

    Troubles(String id) {
      this.id = id;
    }

    @Override
    public AnalysisSpec spec() {
      return new AnalysisSpec(id, "Title of " + id, "Looks for trouble.");
    }

    @Override
    public List<Finding> analyze(ModelView view) {
      if (failing.contains(id)) {
        throw new IllegalArgumentException("boom");
      }
      return troubles.stream()
          .filter(trouble -> trouble.startsWith(id))
          .sorted()
          .map(trouble -> finding(trouble, view.window()))
          .toList();
    }

    private Finding finding(String detail, TimeWindow window) {
      return new Finding(
          id,
          new Subject(CART, null, detail),
          "There is trouble.",
          Severity.MINOR,
          0.8,
          Impact.UNKNOWN,
          List.of(),
          List.of(),
          "rule",
          "refutation",
          new Coverage(window, 1, "traces", 1));
    }
  }

  /// A model that knows no more than how much the service told lately.
  private record View(TimeWindow window, long spansLately) implements ModelView {
    @Override
    public TimeWindow history() {
      return window;
    }

    @Override
    public RollupReader rollups() {
      return query -> {
        RollupKey key =
            new RollupKey.Operation(CART, new OperationName("GET /"), SpanKind.SERVER, "", "");
        if (query.kind() != RollupKind.OPERATION || !query.filter().test(key)) {
          return List.of();
        }
        assertThat(query.window().to()).isEqualTo(window.to());
        Rollup rollup = new Rollup();
        rollup.addOccurrences(spansLately);
        return List.of(
            new RollupReader.Series(
                key,
                List.of(new RollupReader.Point(query.window().from().getEpochSecond(), rollup))));
      };
    }

    @Override
    public List<RollupKey.Route> routes() {
      return List.of();
    }

    @Override
    public List<TraceSample> traces(ServiceOperation route) {
      return List.of();
    }

    @Override
    public SiblingOrder order(ServiceOperation route) {
      return SiblingOrder.of(List.of());
    }

    @Override
    public List<ChangeEvent> changes(TimeWindow of) {
      return List.of();
    }

    @Override
    public Catalog catalog() {
      return Catalog.EMPTY;
    }
  }

  private Analyst.Result run() {
    minute++;
    return again();
  }

  /// Looks once more at the same minutes.
  private Analyst.Result again() {
    Instant end = NOON.plusSeconds(60L * minute);
    return analyst.run(
        new View(TimeWindow.endingAt(end, Duration.ofHours(24)), spansLately), end.plusSeconds(70));
  }

  private FindingRecord only() {
    assertThat(log.all()).hasSize(1);
    return log.all().getFirst();
  }

  @Test
  void aFindingKeepsItsFirstSightAndIsGoneAfterSeveralSilentRuns() {
    troubles.add("first trouble");
    run();
    FindingRecord first = only();
    run();
    assertThat(only().firstSeen()).isEqualTo(first.firstSeen());
    assertThat(only().lastSeen()).isEqualTo(first.lastSeen().plusSeconds(60));

    troubles.clear();
    IntStream.range(1, FindingRecord.MISSES).forEach(_ -> run());
    assertThat(only().open()).isTrue();
    run();
    assertThat(only().open()).isFalse();

    troubles.add("first trouble");
    run();
    assertThat(only().open()).isTrue();
    assertThat(only().reopened()).isEqualTo(1);
    assertThat(only().firstSeen()).isEqualTo(first.firstSeen());
  }

  @Test
  void silenceWithoutTelemetryMeansNothing() {
    troubles.add("first trouble");
    run();
    troubles.clear();
    spansLately = 3;
    IntStream.range(0, 10).forEach(_ -> run());
    assertThat(only().open()).isTrue();
    assertThat(only().misses()).isZero();
  }

  @Test
  void lookingTwiceAtTheSameMinutesCountsOnce() {
    troubles.add("first trouble");
    run();
    troubles.clear();
    run();
    IntStream.range(0, 10).forEach(_ -> again());
    assertThat(only().misses()).isEqualTo(1);
  }

  @Test
  void anAnalysisThatFailsFindsItselfAndEndsNothing() {
    troubles.addAll(List.of("first trouble", "second trouble"));
    run();
    failing.add("first");
    Analyst.Result result = run();

    assertThat(result.entries()).extracting(Entry::failure).first().asString().contains("boom");
    assertThat(result.entries()).extracting(Entry::findings).containsExactly(0, 1);
    FindingRecord about =
        log.open().stream()
            .filter(record -> record.finding().analysis().equals(FailedAnalysis.ID))
            .findFirst()
            .orElseThrow();
    assertThat(about.finding().claim()).contains("Title of first").contains("boom");
    IntStream.range(0, 5).forEach(_ -> run());
    assertThat(log.open()).hasSize(3);

    failing.clear();
    IntStream.range(0, FindingRecord.MISSES).forEach(_ -> run());
    assertThat(log.open())
        .extracting(record -> record.finding().analysis())
        .containsExactlyInAnyOrder("first", "second");
  }

  @Test
  void stepsSeeWhatIsKeptAndOneThatFailsKeepsNoneFromItsTurn() {
    troubles.addAll(List.of("first trouble", "second trouble"));
    Analyst.Result result = run();
    assertThat(steps).containsExactly("2 at " + result.last().at());
    assertThat(failures).hasSize(1).first().asString().contains("a step that fails");
    assertThat(result.last().problem()).isEmpty();
    assertThat(result.last().durationNanos()).isPositive();
    assertThat(result.entries()).allMatch(entry -> entry.durationNanos() == 1_000);
  }

  @Test
  void anAnalysisFindsNoMoreThanItMay() {
    IntStream.range(0, Analyst.FINDINGS_PER_ANALYSIS + 10).forEach(i -> troubles.add("first " + i));
    Analyst.Result result = run();
    assertThat(log.open()).hasSize(Analyst.FINDINGS_PER_ANALYSIS);
    assertThat(result.entries().getFirst().findings())
        .isEqualTo(Analyst.FINDINGS_PER_ANALYSIS + 10);
  }

  @Test
  void whatIsLongGoneIsForgotten() {
    troubles.add("first trouble");
    run();
    troubles.clear();
    IntStream.range(0, FindingRecord.MISSES).forEach(_ -> run());
    assertThat(log.all()).hasSize(1);
    minute += (int) Analyst.REMEMBERED.toMinutes() + 1;
    run();
    assertThat(log.all()).isEmpty();
  }

  @Test
  void aStoreThatFailsIsTold() {
    Analyst broken =
        new Analyst(
            new Analyst.Parts(
                List.of(new Troubles("first")),
                new BrokenLog(),
                List.of((_, _, _) -> steps.add("not to be done")),
                () -> 0,
                failures::add));
    Analyst.Result result =
        broken.run(new View(TimeWindow.endingAt(NOON, Duration.ofHours(24)), 0), NOON);
    assertThat(result.last().problem()).isEqualTo("no room");
    assertThat(failures).hasSize(1);
    assertThat(steps).isEmpty();
  }

  @Test
  void anAnalysisMayNotHideThatTheRunWasGivenUp() {
    Analyst given =
        new Analyst(
            new Analyst.Parts(List.of(new GivenUp()), log, List.of(), () -> 0, failures::add));
    assertThatThrownBy(
            () -> given.run(new View(TimeWindow.endingAt(NOON, Duration.ofHours(1)), 0), NOON))
        .hasMessageContaining("given up");
    assertThat(log.all()).isEmpty();
  }
}
