package dev.headroom.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.signal.ChangeEvent;
import dev.headroom.slo.SloName;
import dev.headroom.store.ChangeLog;
import dev.headroom.store.SloDocuments;
import dev.headroom.testkit.store.ChangeLogContract;
import dev.headroom.testkit.store.SloDocumentsContract;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The SQLite engine against the contract, and what only files can do.
final class SqliteControlStoreTest implements ChangeLogContract, SloDocumentsContract {
  private final List<SqliteControlStore> open = new ArrayList<>();

  @Override
  public ChangeLog openChangeLog(Path directory) {
    SqliteControlStore store = SqliteControlStore.open(directory);
    open.add(store);
    return store;
  }

  @Override
  public SloDocuments openSloDocuments(Path directory) {
    SqliteControlStore store = SqliteControlStore.open(directory);
    open.add(store);
    return store.sloDocuments();
  }

  @AfterEach
  void close() {
    open.forEach(SqliteControlStore::close);
  }

  @Test
  void findsChangesAgainAfterReopening(@TempDir Path directory) {
    ChangeEvent change =
        new ChangeEvent(
            "a", NOON, new ServiceName("cart"), "1", "", ChangeEvent.Kind.FLAG, "", "", "api");
    try (SqliteControlStore first = SqliteControlStore.open(directory)) {
      first.record(change);
    }
    assertThat(openChangeLog(directory).changes(new TimeWindow(NOON, NOON.plusSeconds(1))))
        .containsExactly(change);
  }

  @Test
  void findsDocumentsAndEpochsAgainAfterReopening(@TempDir Path directory) {
    List<SloDocuments.Revision> written;
    SloDocuments.Epoch epoch =
        new SloDocuments.Epoch(new SloName("cart"), "objective-1", "failed", NOON);
    try (SqliteControlStore first = SqliteControlStore.open(directory)) {
      written =
          first
              .sloDocuments()
              .apply(
                  List.of(
                      new SloDocuments.Change(
                          new SloDocuments.DocumentKey("SLO", "cart"), "{\"a\":\"ü\"}", "api")),
                  "anna",
                  NOON);
      first.sloDocuments().begin(List.of(epoch));
    }
    SloDocuments reopened = openSloDocuments(directory);
    assertThat(reopened.current()).hasSize(1).isEqualTo(written);
    assertThat(reopened.epochs()).containsExactly(epoch);
  }

  @Test
  void refusesAFileOfANewerProgram(@TempDir Path directory) throws Exception {
    SqliteControlStore.open(directory).close();
    try (Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("control.sqlite"))) {
      Sql.run(connection, "pragma user_version = 99");
    }
    assertThatThrownBy(() -> SqliteControlStore.open(directory))
        .hasMessageContaining("schema version 99")
        .hasMessageContaining("start the newer program");
  }
}
