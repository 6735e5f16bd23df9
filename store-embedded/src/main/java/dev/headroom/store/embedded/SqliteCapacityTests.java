package dev.headroom.store.embedded;

import dev.headroom.loadtest.CapacityTest;
import dev.headroom.store.CapacityTestLog;
import dev.headroom.store.Pages;
import java.util.List;
import java.util.Optional;

/// Results of load tests in the control store's file. Thread-safe.
public final class SqliteCapacityTests implements CapacityTestLog {
  static final String TABLES =
      """
      create table capacity_tests (
        id text primary key, at_nanos integer not null, body blob not null,
        document text not null) strict;
      create index capacity_tests_by_time on capacity_tests (at_nanos);
      """;

  private final SqliteControlStore file;

  SqliteCapacityTests(SqliteControlStore file) {
    this.file = file;
  }

  @Override
  public boolean keep(CapacityTest test, String document) {
    return file.run(
            "write",
            connection ->
                Statements.update(
                    connection,
                    "insert or ignore into capacity_tests values (?, ?, ?, ?)",
                    test.id(),
                    Pages.nanos(test.at()),
                    CapacityTestBytes.of(test),
                    document))
        == 1;
  }

  @Override
  public Optional<CapacityTest> test(String id) {
    return found("where id = ?", id).stream().findFirst();
  }

  private List<CapacityTest> found(String which, Object... values) {
    return file.run(
        "read",
        connection ->
            Statements.query(
                connection,
                "select body from capacity_tests " + which,
                row -> CapacityTestBytes.test(row.getBytes(1)),
                values));
  }

  @Override
  public Optional<String> document(String id) {
    return file.run(
        "read",
        connection ->
            Statements.query(
                    connection,
                    "select document from capacity_tests where id = ?",
                    row -> row.getString(1),
                    id)
                .stream()
                .findFirst());
  }

  @Override
  public List<CapacityTest> tests() {
    return found("order by at_nanos desc, id");
  }

  @Override
  public boolean delete(String id) {
    return file.run(
            "write",
            connection ->
                Statements.update(connection, "delete from capacity_tests where id = ?", id))
        == 1;
  }
}
