package dev.headroom.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.base.HeadroomException;
import dev.headroom.base.Limits;
import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.LogReader;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader.Query;
import dev.headroom.rollup.RollupReader.Series;
import dev.headroom.rollup.RollupRow;
import dev.headroom.rollup.TraceReader;
import dev.headroom.store.Commit;
import dev.headroom.store.Retention;
import dev.headroom.store.layered.LayeredStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What [LayeredStore] does over any engine; goes with [TelemetryStoreContract].
public interface LayeredStoreContract extends TelemetryStoreContract {

  /// A layered store over a store whose commits can be made to fail.
  final class Layers implements AutoCloseable {
    final KeyTable keys = new KeyTable(Limits.DEFAULT);
    final FaultyStore durable;
    final LayeredStore store;
    private long position;

    Layers(TelemetryStoreContract contract, Path directory) {
      durable =
          new FaultyStore(
              contract.openStore(directory, keys, Retention.DEFAULT, new LinePayloads()));
      store = new LayeredStore(durable, keys, new LinePayloads());
    }

    /// Adds the same count to two operations, a trace and a log record.
    void add(int count) {
      store.add(
          new Commit(
              0,
              0,
              0,
              List.of(),
              List.of(row(1, count), row(2, count)),
              List.of(TelemetryStoreEventContract.trace(++serial, NOON, "checkout")),
              List.of(TelemetryStoreEventContract.log(serial, NOON, "line")),
              Map.of()));
    }

    private int serial;

    private RollupRow row(int operation, int count) {
      Rollup rollup = new Rollup();
      for (int i = 0; i < count; i++) {
        rollup.addDuration(1_000, 1, false);
      }
      return new RollupRow(
          keys.number(RollupSamples.operation(operation)), NOON.getEpochSecond(), rollup);
    }

    void freeze() {
      position += 10;
      store.freeze(position, position - 3, Map.of("open", new byte[] {(byte) position}));
    }

    List<Series> read() {
      return store
          .rollups()
          .read(
              new Query(
                  RollupKind.OPERATION,
                  new TimeWindow(NOON, NOON.plusSeconds(60)),
                  key -> true,
                  0,
                  true));
    }

    void assertHolds(int count, int events) {
      assertThat(read())
          .hasSize(2)
          .allSatisfy(series -> {
            assertThat(series.total().count()).isEqualTo(count);
            assertThat(series.total().quantile(0.5)).isNotNaN();
          });
      TimeWindow window = new TimeWindow(NOON, NOON.plusSeconds(1));
      assertThat(
              store
                  .traces()
                  .search(
                      new TraceReader.Search(
                          window,
                          null,
                          false,
                          null,
                          0,
                          Long.MAX_VALUE,
                          null,
                          Map.of(),
                          Long.MAX_VALUE,
                          9)))
          .hasSize(events)
          .doesNotHaveDuplicates();
      assertThat(store.logs().search(new LogReader.Search(window, null, 0, "", null, 0, null, 9)))
          .hasSize(Math.min(9, events))
          .doesNotHaveDuplicates();
    }

    @Override
    public void close() {
      store.close();
    }
  }

  @Test
  default void readsThatBelongTogetherSeeOneMomentWhateverIsCommittedMeanwhile(
      @TempDir Path directory) {
    try (Layers layers = new Layers(this, directory)) {
      layers.add(3);
      layers.freeze();
      AtomicReference<CompletableFuture<Void>> commit = new AtomicReference<>();

      layers.store.reading(() -> {
        layers.assertHolds(3, 1);
        commit.set(CompletableFuture.runAsync(layers.store::commitFrozen));
        for (int i = 0; i < 20; i++) {
          layers.assertHolds(3, 1);
        }
      });

      commit.get().join();
      layers.assertHolds(3, 1);
      layers.store.reading(() -> layers.assertHolds(3, 1));
    }
  }

  @Test
  default void aFailedReadLetsGoOfTheStore(@TempDir Path directory) {
    try (Layers layers = new Layers(this, directory)) {
      layers.add(1);
      for (int i = 0; i < 20; i++) {
        assertThatThrownBy(() ->
                layers.store.reading(() -> {
                  layers.assertHolds(1, 1);
                  throw new IllegalStateException("the page failed");
                }))
            .hasMessage("the page failed");
      }
      layers.freeze();
      layers.store.commitFrozen();

      layers.assertHolds(1, 1);
    }
  }

  @Test
  default void readersSeeTheUnionAtEveryStageOfACommit(@TempDir Path directory) {
    try (Layers layers = new Layers(this, directory)) {
      layers.add(1);
      layers.assertHolds(1, 1);
      layers.freeze();
      layers.assertHolds(1, 1);
      layers.add(10);
      layers.assertHolds(11, 2);
      assertThat(layers.store.commitFrozen()).hasValue(7);
      layers.assertHolds(11, 2);
      assertThat(layers.store.recover().position()).isEqualTo(10);
      assertThat(layers.store.commitFrozen()).isEmpty();
      layers.freeze();
      assertThat(layers.store.commitFrozen()).hasValue(17);
      layers.assertHolds(11, 2);
      assertThat(layers.store.recover().keys()).hasSize(2);
      assertThat(layers.store.pending().rows().values()).allMatch(rows -> rows == 0);
    }
  }

  @Test
  default void keepsWhatACommitCouldNotStore(@TempDir Path directory) {
    try (Layers layers = new Layers(this, directory)) {
      layers.add(1);
      layers.freeze();
      layers.durable.failNext(FaultyStore.Fault.BEFORE);
      assertThatThrownBy(layers.store::commitFrozen).isInstanceOf(HeadroomException.class);
      layers.assertHolds(1, 1);
      layers.add(10);
      layers.assertHolds(11, 2);
      layers.freeze();
      layers.assertHolds(11, 2);
      assertThat(layers.store.commitFrozen()).hasValue(17);
      layers.assertHolds(11, 2);
      assertThat(layers.store.recover().states().get("open")).containsExactly(20);
    }
  }

  @Test
  default void countsOnceWhatWasStoredInSpiteOfAFailure(@TempDir Path directory) {
    try (Layers layers = new Layers(this, directory)) {
      layers.add(1);
      layers.freeze();
      layers.durable.failNext(FaultyStore.Fault.AFTER);
      assertThatThrownBy(layers.store::commitFrozen).isInstanceOf(HeadroomException.class);
      layers.assertHolds(1, 1);
      layers.add(10);
      layers.assertHolds(11, 2);
      layers.freeze();
      assertThat(layers.store.commitFrozen()).hasValue(17);
      layers.assertHolds(11, 2);
      assertThat(layers.store.recover().keys()).hasSize(2);
    }
  }

  @Test
  default void readersNeverSeeHalfACommit(@TempDir Path directory) throws Exception {
    long seed = 3;
    Random random = new Random(seed);
    try (Layers layers = new Layers(this, directory)) {
      layers.add(1);
      AtomicBoolean stop = new AtomicBoolean();
      CompletableFuture<Double> reading =
          CompletableFuture.supplyAsync(() -> {
            double most = 0;
            for (int reads = 0; reads < 20 || !stop.get(); reads++) {
              List<Series> both = layers.read();
              double first = both.getFirst().total().count();
              assertThat(both.getLast().total().count()).as("seed %d", seed).isEqualTo(first);
              assertThat(first).as("seed %d", seed).isGreaterThanOrEqualTo(most);
              most = first;
            }
            return most;
          });
      int total = 1;
      FaultyStore.Fault[] faults = FaultyStore.Fault.values();
      for (int i = 0; i < 40; i++) {
        layers.add(1);
        total++;
        layers.freeze();
        layers.durable.failNext(faults[random.nextInt(faults.length)]);
        layers.add(1);
        total++;
        try {
          layers.store.commitFrozen();
        } catch (HeadroomException e) {
          assertThat(e).hasMessageContaining("as told");
        }
      }
      stop.set(true);
      assertThat(reading.get()).isBetween(1.0, (double) total);
      Instant end = NOON.plusSeconds(60);
      assertThat(Bench.count(layers.store.rollups(), NOON, end)).isEqualTo(2.0 * total);
    }
  }
}
