package dev.headroom.store.embedded;

import static dev.headroom.testkit.store.AlertSamples.NOON;
import static dev.headroom.testkit.store.AlertSamples.firing;
import static dev.headroom.testkit.store.AlertSamples.kept;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.alert.Notice;
import dev.headroom.alert.Silence;
import dev.headroom.store.AlertCommit;
import dev.headroom.store.SilenceStore;
import dev.headroom.testkit.store.AlertStoreContract;
import dev.headroom.testkit.store.SilenceStoreContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The SQLite engine against the contracts, and what only files can do.
final class SqliteAlertsTest implements AlertStoreContract, SilenceStoreContract {
  private final List<SqliteControlStore> open = new ArrayList<>();

  private SqliteControlStore open(Path directory) {
    SqliteControlStore store = SqliteControlStore.open(directory);
    open.add(store);
    return store;
  }

  @Override
  public Stores openAlerts(Path directory) {
    SqliteAlerts alerts = open(directory).alerts();
    return new Stores(alerts, alerts);
  }

  @Override
  public SilenceStore openSilences(Path directory) {
    return open(directory).silences();
  }

  @AfterEach
  void close() {
    open.forEach(SqliteControlStore::close);
  }

  @Test
  void everythingIsThereAfterACrash(@TempDir Path directory, @TempDir Path copy) throws Exception {
    SqliteControlStore first = open(directory);
    first
        .alerts()
        .commit(
            new AlertCommit(
                List.of(kept(firing("a", "A"), "x")),
                Map.of("m", new byte[] {1}),
                List.of(Notice.of("x", firing("a", "A"), NOON))));
    Silence silence = SilenceStoreContract.silence("s", NOON.plusSeconds(9), "");
    first.silences().put(silence);
    first.silences().mirrored("s", "x", "remote");
    // The files as they are while the store is open are what a crash leaves.
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }

    SqliteControlStore second = open(copy);

    assertThat(second.alerts().active()).extracting(k -> k.alert().id()).containsExactly("a");
    assertThat(second.alerts().machine("m")).contains(new byte[] {1});
    assertThat(second.alerts().due("x", NOON, 9)).extracting(Notice::target).containsExactly("x");
    assertThat(second.silences().silence("s")).contains(silence);
    assertThat(second.silences().mirrors("x")).containsEntry("s", "remote");
  }

  @Test
  void aCommitThatFailsLeavesNothing(@TempDir Path directory) throws Exception {
    SqliteAlerts alerts = open(directory).alerts();
    try (Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("control.sqlite"))) {
      Sql.run(
          connection,
          "create trigger full before insert on outbox begin select raise(abort, 'no'); end");
    }

    assertThatThrownBy(() ->
            alerts.commit(
                new AlertCommit(
                    List.of(kept(firing("a", "A"))),
                    Map.of("m", new byte[] {1}),
                    List.of(Notice.of("x", firing("a", "A"), NOON)))))
        .hasMessageContaining("could not write");

    assertThat(alerts.active()).isEmpty();
    assertThat(alerts.machines()).isEmpty();
  }
}
