package dev.headroom.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.RollupReader.Query;
import dev.headroom.store.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every [TelemetryStore] drops and keeps as time passes; goes with [TelemetryStoreContract].
public interface TelemetryStoreRetentionContract extends TelemetryStoreContract {
  Instant INCIDENT = NOON.minus(Duration.ofDays(30));
  Retention BRIEF =
      new Retention(
          Duration.ofDays(1),
          Duration.ofDays(2),
          Duration.ofDays(3),
          Duration.ofDays(1),
          Duration.ofDays(1),
          Duration.ofDays(1));

  /// Three requests in two minutes, a trace and a log record, all of the same time.
  private static void happened(Bench bench, int id, Instant at) {
    bench.commit(
        List.of(bench.row(1, at, 1), bench.row(1, at.plusSeconds(60), 2)),
        List.of(TelemetryStoreEventContract.trace(id, at, "checkout")),
        List.of(TelemetryStoreEventContract.log(id, at, "says " + id)));
  }

  private static double count(Bench bench) {
    return bench.count(Instant.EPOCH, NOON.plusSeconds(3_600));
  }

  private static int events(Bench bench) {
    return TelemetryStoreEventContract.allTraces(bench.store).size()
        + TelemetryStoreEventContract.allLogs(bench.store).size();
  }

  @Test
  default void forgetsWhatRetentionNoLongerAsksFor(@TempDir Path directory) {
    try (Bench bench = new Bench(this, directory, BRIEF)) {
      Instant old = NOON.minus(Duration.ofDays(800));
      happened(bench, 1, old);
      bench.store.maintain(old.plus(Duration.ofHours(2)));
      bench.store.maintain(old.plus(Duration.ofHours(20)));
      happened(bench, 2, NOON);
      assertThat(count(bench)).isEqualTo(6);

      bench.store.maintain(NOON);
      bench.store.maintain(NOON);

      assertThat(count(bench)).isEqualTo(3);
      assertThat(events(bench)).isEqualTo(2);
      assertThat(bench.store.stats().keptLate()).isEmpty();
    }
  }

  @Test
  default void keepsWhatArrivedOldAsIfItHadJustHappened(@TempDir Path directory) {
    try (Bench bench = new Bench(this, directory, Retention.DEFAULT)) {
      happened(bench, 1, INCIDENT);
      happened(bench, 2, NOON);

      bench.store.maintain(NOON);
      for (int days = 0; days < 7; days += 2) {
        bench.store.maintain(NOON.plus(Duration.ofDays(days)).plusSeconds(60));
        bench.reopen();
        assertThat(events(bench)).as("after %d days", days).isEqualTo(4);
        assertThat(count(bench)).isEqualTo(6);
        assertThat(byMinute(bench, INCIDENT)).containsExactly(1.0, 2.0);
      }
      assertThat(bench.store.stats().keptLate())
          .anySatisfy(late -> {
            assertThat(late.part()).isEqualTo("traces");
            assertThat(INCIDENT).isBetween(late.from(), late.to());
            assertThat(late.until()).isEqualTo(NOON.plus(Duration.ofDays(7)));
          });

      bench.store.maintain(NOON.plus(Duration.ofDays(7)).plusSeconds(60));
      assertThat(TelemetryStoreEventContract.allTraces(bench.store)).hasSize(1);
      assertThat(TelemetryStoreEventContract.allLogs(bench.store)).hasSize(1);
      assertThat(count(bench)).isEqualTo(6);
    }
  }

  private static List<Double> byMinute(Bench bench, Instant at) {
    Query query =
        new Query(
            RollupKind.OPERATION, new TimeWindow(at, at.plusSeconds(600)), key -> true, 60, false);
    return bench.store.rollups().read(query).stream()
        .flatMap(series -> series.points().stream())
        .map(RollupReader.Point::value)
        .map(rollup -> rollup.count())
        .toList();
  }

  @Test
  default void whatArrivesOldAgainIsKeptAgain(@TempDir Path directory) {
    try (Bench bench = new Bench(this, directory, Retention.DEFAULT)) {
      happened(bench, 1, INCIDENT);
      bench.store.maintain(NOON);
      Instant later = NOON.plus(Duration.ofDays(5));
      happened(bench, 2, INCIDENT.plusSeconds(60));
      bench.store.maintain(later);

      bench.store.maintain(NOON.plus(Duration.ofDays(8)));
      assertThat(events(bench)).isEqualTo(4);
      bench.store.maintain(later.plus(Duration.ofDays(8)));
      assertThat(events(bench)).isZero();
      assertThat(count(bench)).isEqualTo(6);
    }
  }

  /// Older than the longest slices are kept.
  @Test
  default void keepsWhatIsOlderThanEverything(@TempDir Path directory) {
    try (Bench bench = new Bench(this, directory, BRIEF)) {
      happened(bench, 1, NOON.minus(Duration.ofDays(800)));
      bench.store.maintain(NOON);
      bench.store.maintain(NOON.plusSeconds(600));
      assertThat(count(bench)).isEqualTo(3);
      assertThat(events(bench)).isEqualTo(2);

      for (int days = 1; days < 8; days++) {
        bench.store.maintain(NOON.plus(Duration.ofDays(days)));
      }
      assertThat(count(bench)).isZero();
      assertThat(events(bench)).isZero();
      assertThat(bench.store.stats().keptLate()).isEmpty();
    }
  }

  /// Minutes that came late must not stand for a day whose other minutes are gone.
  @Test
  default void lateRowsOfADayThatIsMergedAddUp(@TempDir Path directory) {
    try (Bench bench = new Bench(this, directory, Retention.DEFAULT)) {
      happened(bench, 1, INCIDENT);
      for (int days = 1; days < 30; days += 3) {
        bench.store.maintain(INCIDENT.plus(Duration.ofDays(days)));
      }
      happened(bench, 2, INCIDENT);
      bench.store.maintain(NOON);
      bench.store.maintain(NOON.plusSeconds(600));

      assertThat(count(bench)).isEqualTo(6);
      assertThat(byMinute(bench, INCIDENT).stream().mapToDouble(count -> count).sum()).isEqualTo(6);
    }
  }
}
