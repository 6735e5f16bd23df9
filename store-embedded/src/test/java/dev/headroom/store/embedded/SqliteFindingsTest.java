package dev.headroom.store.embedded;

import static dev.headroom.testkit.store.FindingSamples.NOON;
import static dev.headroom.testkit.store.FindingSamples.finding;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.finding.FindingRecord;
import dev.headroom.store.FindingLog;
import dev.headroom.testkit.store.FindingLogContract;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The SQLite engine against the contract, and after a restart.
final class SqliteFindingsTest implements FindingLogContract {
  private final List<SqliteControlStore> open = new ArrayList<>();

  @Override
  public FindingLog openFindings(Path directory) {
    SqliteControlStore store = SqliteControlStore.open(directory);
    open.add(store);
    return store.findings();
  }

  @AfterEach
  void close() {
    open.forEach(SqliteControlStore::close);
  }

  @Test
  void everythingIsThereAfterARestart(@TempDir Path directory) {
    FindingRecord record =
        FindingRecord.first(finding("a"), NOON).seen(finding("a"), NOON.plusSeconds(7_200));
    openFindings(directory).keep(List.of(record));
    close();
    open.clear();

    assertThat(openFindings(directory).all()).containsExactly(record);
  }
}
