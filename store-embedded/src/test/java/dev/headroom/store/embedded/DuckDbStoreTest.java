package dev.headroom.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.Limits;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TraceId;
import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.LogRow;
import dev.headroom.rollup.StoredTrace;
import dev.headroom.store.Commit;
import dev.headroom.store.Retention;
import dev.headroom.store.TelemetryStore;
import dev.headroom.store.TraceInspector;
import dev.headroom.testkit.store.LayeredStoreContract;
import dev.headroom.testkit.store.TelemetryStoreEventContract;
import dev.headroom.testkit.store.TelemetryStoreRetentionContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The DuckDB engine against the contracts, and what only a database file can do.
final class DuckDbStoreTest
    implements TelemetryStoreEventContract, TelemetryStoreRetentionContract, LayeredStoreContract {

  @Override
  public TelemetryStore openStore(
      Path directory, KeyTable keys, Retention retention, TraceInspector inspector) {
    return DuckDbStore.open(directory, DuckDbSettings.DEFAULT, retention, inspector);
  }

  private TelemetryStore open(Path directory) {
    return openStore(
        directory, new KeyTable(Limits.DEFAULT), Retention.DEFAULT, TraceInspector.blind());
  }

  @Test
  void refusesAFileOfANewerProgram(@TempDir Path directory) throws Exception {
    open(directory).close();
    try (Connection connection =
        DriverManager.getConnection("jdbc:duckdb:" + directory.resolve(DuckDbFile.NAME))) {
      Sql.run(connection, "update meta set version = 99");
    }
    assertThatThrownBy(() -> open(directory))
        .isInstanceOfSatisfying(
            HeadroomException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
        .hasMessageContaining("schema version 99")
        .hasMessageContaining("start the newer program");
  }

  @Test
  void tellsHowManyBytesEachPartTakes(@TempDir Path directory) throws Exception {
    int traces = 2_000;
    try (TelemetryStore store = open(directory)) {
      assertThat(store.stats().bytes()).containsOnlyKeys("other");
      Instant now = Instant.parse("2026-05-05T12:00:00Z");
      store.commit(
          new Commit(1, 1, 1, List.of(), List.of(), traces(traces, now), List.of(), Map.of()));
    }
    try (TelemetryStore store = open(directory)) {
      store.maintain(Instant.parse("2026-05-05T12:05:00Z"));

      Map<String, Long> bytes = store.stats().bytes();
      long file = Files.size(directory.resolve(DuckDbFile.NAME));
      assertThat(bytes).containsKeys("traces", "other").doesNotContainKey("logs");
      assertThat(bytes.get("traces")).isBetween(4_096L * traces, 2 * 4_096L * traces);
      assertThat(bytes.values().stream().mapToLong(Long::longValue).sum())
          .isGreaterThanOrEqualTo(file);
    }
  }

  private static byte[] incompressible(long seed) {
    byte[] bytes = new byte[4_096];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static List<StoredTrace> traces(int count, Instant at) {
    return IntStream.range(0, count)
        .mapToObj(i ->
            new StoredTrace(
                new TraceId(1, i),
                at.getEpochSecond() * 1_000_000_000L,
                1,
                new ServiceName("shop"),
                new OperationName("GET /"),
                false,
                1,
                1,
                1,
                StoredTrace.KeepReason.SLOW,
                incompressible(i)))
        .toList();
  }

  @Test
  void bringsAFileOfTheFirstVersionUpToDate(@TempDir Path directory) throws Exception {
    KeyTable keys = new KeyTable(Limits.DEFAULT);
    LogRow record = TelemetryStoreEventContract.log(1, NOON, "says");
    try (TelemetryStore store =
        openStore(directory, keys, Retention.DEFAULT, TraceInspector.blind())) {
      store.commit(new Commit(9, 9, 1, List.of(), List.of(), List.of(), List.of(record), Map.of()));
    }
    try (Connection connection =
        DriverManager.getConnection("jdbc:duckdb:" + directory.resolve(DuckDbFile.NAME))) {
      Sql.run(connection, "alter table partitions drop column kept_until");
      Sql.run(connection, "alter table meta drop column slis_from");
      Sql.run(connection, "update meta set version = 1");
    }
    try (TelemetryStore store =
        openStore(directory, keys, Retention.DEFAULT, TraceInspector.blind())) {
      assertThat(TelemetryStoreEventContract.allLogs(store)).hasSize(1);
      // What an earlier program stored goes with its time, as it would have there.
      store.maintain(NOON.plus(Duration.ofDays(9)));
      assertThat(TelemetryStoreEventContract.allLogs(store)).isEmpty();
    }
  }

  @Test
  void givesUpOnAQueryThatTakesTooLong(@TempDir Path directory) {
    DuckDbSettings impatient = new DuckDbSettings(64, 1, 1, Duration.ofSeconds(1));
    try (DuckDbFile file = DuckDbFile.open(directory, impatient)) {
      String endless = "select sum(a.range * b.range) from range(10000000) a, range(10000000) b";
      try (DuckDbFile.Lease lease = file.lease()) {
        lease.begin();
        assertThatThrownBy(() -> lease.query(endless, row -> {}))
            .isInstanceOfSatisfying(
                HeadroomException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED));
      }
      try (DuckDbFile.Lease lease = file.lease()) {
        lease.begin();
        int[] answer = {0};
        lease.query("select 42", row -> answer[0] = row.getInt(1));
        assertThat(answer[0]).isEqualTo(42);
        assertThatThrownBy(file::lease).hasMessageContaining("1 queries are running");
      }
    }
  }
}
