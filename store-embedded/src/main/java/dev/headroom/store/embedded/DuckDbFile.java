package dev.headroom.store.embedded;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/// The open database file: one connection that writes and a bounded pool of connections that read.
///
/// Thread-safe. DuckDB declares the whole file invalid after some failures (a full disk in the
/// wrong moment); it is then closed and opened again at the next use.
final class DuckDbFile implements AutoCloseable {
  static final String NAME = "telemetry.duckdb";

  private final Path directory;
  private final DuckDbSettings settings;
  private final Semaphore turns;
  private final Deque<DuckDBConnection> idle = new ArrayDeque<>();
  private @Nullable DuckDBConnection writer;
  private boolean invalid;
  private int leased;

  private DuckDbFile(Path directory, DuckDbSettings settings) {
    this.directory = directory;
    this.settings = settings;
    this.turns = new Semaphore(settings.readers(), true);
  }

  static DuckDbFile open(Path directory, DuckDbSettings settings) {
    DuckDbFile file = new DuckDbFile(directory, settings);
    file.writer();
    return file;
  }

  private DuckDBConnection connect() {
    Properties properties = new Properties();
    properties.setProperty("memory_limit", settings.memoryMegabytes() + "MB");
    properties.setProperty("threads", Integer.toString(settings.threads()));
    properties.setProperty("autoinstall_known_extensions", "false");
    properties.setProperty("autoload_known_extensions", "false");
    properties.setProperty("temp_directory", directory.resolve("tmp").toString());
    properties.setProperty("storage_compatibility_version", "latest");
    try {
      Files.createDirectories(directory);
      return DriverManager.getConnection("jdbc:duckdb:" + directory.resolve(NAME), properties)
          .unwrap(DuckDBConnection.class);
    } catch (IOException e) {
      throw new HeadroomException(
          ErrorCode.INTERNAL, "cannot create the data directory '" + directory + "': " + e, e);
    } catch (SQLException e) {
      throw failure("open the telemetry database in '" + directory + "'", e);
    }
  }

  /// The writing connection; the caller sees to it that one thread at a time uses it.
  synchronized DuckDBConnection writer() {
    DuckDBConnection open = writer;
    if (invalid) {
      reopen();
      open = null;
    }
    if (open == null) {
      open = connect();
      writer = open;
    }
    return open;
  }

  /// Lets go of a file that DuckDB has given up on. Readers still at work hold it open; their
  /// queries fail, so waiting for them is short.
  private void reopen() {
    try {
      while (leased > 0) {
        wait(settings.queryTimeout().toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HeadroomException(
          ErrorCode.INTERNAL, "interrupted while reopening the database", e);
    }
    idle.forEach(DuckDbFile::discard);
    idle.clear();
    discard(writer);
    writer = null;
    invalid = false;
  }

  /// A reading connection, for this thread until it is given back.
  Lease lease() {
    try {
      if (!turns.tryAcquire(settings.queryTimeout().toSeconds(), TimeUnit.SECONDS)) {
        throw new HeadroomException(
            ErrorCode.OVERLOADED,
            settings.readers()
                + " queries are running; none ended within "
                + settings.queryTimeout());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HeadroomException(ErrorCode.OVERLOADED, "interrupted while waiting to read", e);
    }
    try {
      return new Lease(borrow());
    } catch (SQLException e) {
      turns.release();
      throw failure("read", e);
    } catch (RuntimeException e) {
      turns.release();
      throw e;
    }
  }

  private synchronized DuckDBConnection borrow() throws SQLException {
    DuckDBConnection main = writer();
    DuckDBConnection connection = idle.poll();
    if (connection == null) {
      connection = main.duplicate();
    }
    leased++;
    return connection;
  }

  private synchronized void giveBack(DuckDBConnection connection, boolean sound) {
    leased--;
    if (sound && !invalid) {
      idle.push(connection);
    } else {
      discard(connection);
    }
    notifyAll();
    turns.release();
  }

  private static void discard(@Nullable DuckDBConnection connection) {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        // Closing is all that can be done with it.
        return;
      }
    }
  }

  /// What an SQL failure means to the caller; the file is reopened later if it has become invalid.
  HeadroomException failure(String doing, SQLException e) {
    String text = String.valueOf(e.getMessage());
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("invalidated") || lower.contains("fatal error")) {
      synchronized (this) {
        invalid = true;
      }
    }
    if (lower.contains("no space left")
        || lower.contains("disk quota")
        || lower.contains("file too large")) {
      return new HeadroomException(
          ErrorCode.STORAGE_FULL, "no room on the disk of '" + directory + "' to " + doing, e);
    }
    if (lower.contains("interrupt error")) {
      return new HeadroomException(
          ErrorCode.OVERLOADED,
          "could not "
              + doing
              + " within "
              + settings.queryTimeout()
              + "; ask for a shorter window",
          e);
    }
    if (lower.contains("could not set lock") || lower.contains("conflicting lock")) {
      return new HeadroomException(
          ErrorCode.CONFLICT,
          "another process uses the data directory '" + directory + "'; stop it first",
          e);
    }
    return new HeadroomException(ErrorCode.INTERNAL, "could not " + doing + ": " + text, e);
  }

  /// Bytes of the file itself and of its log of recent writes.
  long bytes() {
    return size(directory.resolve(NAME)) + size(directory.resolve(NAME + ".wal"));
  }

  private static long size(Path path) {
    try {
      return Files.exists(path) ? Files.size(path) : 0;
    } catch (IOException e) {
      // The write-ahead log may vanish between the two looks.
      return 0;
    }
  }

  int queryTimeoutSeconds() {
    return Math.toIntExact(settings.queryTimeout().toSeconds());
  }

  /// Closes all connections that are not lent out; the last one to close writes a checkpoint.
  @Override
  public synchronized void close() {
    idle.forEach(DuckDbFile::discard);
    idle.clear();
    discard(writer);
    writer = null;
    invalid = false;
  }

  /// A reading connection in a transaction of its own.
  final class Lease implements AutoCloseable {
    private final DuckDBConnection connection;
    private boolean open = true;

    private Lease(DuckDBConnection connection) {
      this.connection = connection;
    }

    /// Runs a query and hands each row to the reader.
    void query(String sql, Row reader, Object... parameters) {
      try {
        Sql.query(connection, queryTimeoutSeconds(), sql, reader, parameters);
      } catch (SQLException e) {
        throw failure("read", e);
      }
    }

    void begin() {
      try (Statement statement = connection.createStatement()) {
        statement.execute("begin transaction read only");
      } catch (SQLException e) {
        end(false);
        throw failure("read", e);
      }
    }

    @Override
    public void close() {
      if (!open) {
        return;
      }
      boolean sound = true;
      try (Statement statement = connection.createStatement()) {
        statement.execute("rollback");
      } catch (SQLException e) {
        sound = false;
      }
      end(sound);
    }

    private void end(boolean sound) {
      open = false;
      giveBack(connection, sound);
    }
  }

  /// Takes one row of a result.
  interface Row {
    void read(ResultSet row) throws SQLException;
  }
}
