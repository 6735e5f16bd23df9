package dev.headroom.demo.wire;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// A pooled PostgreSQL database. Thread safe.
public final class Database implements AutoCloseable {
  private final HikariDataSource pool;

  private Database(HikariDataSource pool) {
    this.pool = pool;
  }

  /// Opens a pool of up to `size` connections without waiting for the server to be there.
  public static Database open(String url, String password, String poolName, int size) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setUsername("shop");
    config.setPassword(password);
    config.setPoolName(poolName);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(Math.min(2, size));
    config.setConnectionTimeout(5_000);
    config.setInitializationFailTimeout(-1);
    return new Database(new HikariDataSource(config));
  }

  /// Changes how many connections the pool may hold; surplus ones are closed when returned.
  public void resize(int size) {
    pool.getHikariConfigMXBean().setMinimumIdle(Math.min(2, size));
    pool.getHikariConfigMXBean().setMaximumPoolSize(size);
    pool.getHikariPoolMXBean().softEvictConnections();
  }

  /// Runs a query on a connection of its own.
  public <T> List<T> query(String sql, RowReader<T> reader, Object... arguments)
      throws SQLException {
    try (Connection connection = pool.getConnection()) {
      return query(connection, sql, reader, arguments);
    }
  }

  /// Runs an insert, update or delete on a connection of its own; returns the rows touched.
  public int update(String sql, Object... arguments) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      return update(connection, sql, arguments);
    }
  }

  /// Runs `work` in one transaction; an exception rolls it back.
  public <T> T inTransaction(Work<T> work) throws Exception {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try {
        T result = work.run(connection);
        connection.commit();
        return result;
      } catch (Exception e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }

  /// Runs a query on a connection.
  public static <T> List<T> query(
      Connection connection, String sql, RowReader<T> reader, Object... arguments)
      throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, arguments);
        ResultSet rows = statement.executeQuery()) {
      List<T> result = new ArrayList<>();
      while (rows.next()) {
        result.add(reader.read(rows));
      }
      return result;
    }
  }

  /// Runs an insert, update or delete on a connection; returns the rows touched.
  public static int update(Connection connection, String sql, Object... arguments)
      throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, arguments)) {
      return statement.executeUpdate();
    }
  }

  private static PreparedStatement prepare(Connection connection, String sql, Object... arguments)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < arguments.length; i++) {
      statement.setObject(i + 1, arguments[i]);
    }
    return statement;
  }

  @Override
  public void close() {
    pool.close();
  }

  /// Reads one row.
  @FunctionalInterface
  public interface RowReader<T> {
    /// The current row as a value.
    T read(ResultSet row) throws SQLException;
  }

  /// Work inside a transaction.
  @FunctionalInterface
  public interface Work<T> {
    /// Runs on the transaction's connection.
    T run(Connection connection) throws Exception;
  }
}
