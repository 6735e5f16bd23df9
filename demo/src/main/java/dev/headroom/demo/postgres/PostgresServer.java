package dev.headroom.demo.postgres;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A PostgreSQL server of the demo's own, on the loopback interface, with throw-away data.
///
/// It ends when it is closed and also when the process that started it dies in any way: a small
/// shell beside it waits on a pipe whose other end only that process holds.
public final class PostgresServer implements AutoCloseable {
  private static final Duration START_PATIENCE = Duration.ofSeconds(30);
  private static final long STOP_PATIENCE_SECONDS = 10;
  private static final String DATA = "data-";
  private static final String GUARD =
      """
      exec 3<&0
      "$@" 3<&- </dev/null &
      server=$!
      (cat <&3 >/dev/null; kill -INT $server 2>/dev/null) &
      exec 3<&-
      wait $server
      rm -rf "$DEMO_CLUSTER"
      """;

  private final int port;
  private final String password;
  private final Process process;
  private final Path directory;

  private PostgresServer(int port, String password, Process process, Path directory) {
    this.port = port;
    this.password = password;
    this.process = process;
    this.directory = directory;
  }

  /// A fresh password for one run of the demo.
  public static String newPassword() {
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /// Starts a server with empty data and waits until it accepts connections.
  ///
  /// @param home directory for binaries and data when the server's account can reach it; the
  ///   system's temporary directory is used otherwise
  /// @param log file for the server's messages
  /// @throws PostgresUnavailableException when PostgreSQL cannot run here, with the reason
  public static PostgresServer start(
      Path home, Path log, int port, String password, Map<String, String> environment)
      throws IOException, PostgresUnavailableException {
    Account account = Account.choose();
    Files.createDirectories(home);
    Path base = account.canReach(home) ? home.toRealPath() : account.sharedHome();
    deleteLeftovers(base);
    Path data = Files.createTempDirectory(base, DATA);
    try {
      PostgresBinaries binaries =
          PostgresBinaries.find(environment, base.resolve("postgres"), account);
      initialise(binaries, account, data, password);
      Process process = launch(binaries, account, data, log, port);
      PostgresServer server = new PostgresServer(port, password, process, data);
      server.awaitConnections(log);
      return server;
    } catch (IOException | PostgresUnavailableException e) {
      delete(data);
      throw e;
    }
  }

  /// The port on the loopback interface.
  public int port() {
    return port;
  }

  /// The process id of the guard around the server.
  public long pid() {
    return process.pid();
  }

  /// A connection of the user `shop`, who owns the server.
  public Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + database, "shop", password);
  }

  /// Stops the server and deletes its data.
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(STOP_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      delete(directory);
    } catch (IOException e) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.descendants().forEach(ProcessHandle::destroyForcibly);
    }
  }

  private static void initialise(
      PostgresBinaries binaries, Account account, Path data, String password)
      throws IOException, PostgresUnavailableException {
    Path cluster = data.resolve("cluster");
    Path passwordFile = data.resolve("password");
    Files.createFile(
        passwordFile,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(passwordFile, password);
    account.own(data);
    Commands.Result result =
        Commands.run(
            account.command(
                binaries.initdb(
                    "--pgdata=" + cluster,
                    "--username=shop",
                    "--pwfile=" + passwordFile,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--no-sync")),
            Path.of("/"));
    Files.deleteIfExists(passwordFile);
    if (!result.isSuccess()) {
      throw new PostgresUnavailableException(
          "initdb of " + binaries.bin() + " failed: " + result.output().strip());
    }
  }

  private static Process launch(
      PostgresBinaries binaries, Account account, Path data, Path log, int port)
      throws IOException {
    List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", GUARD, "postgres-guard"));
    words.addAll(
        binaries.postgres(
            "-D",
            data.resolve("cluster").toString(),
            "-p",
            String.valueOf(port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=",
            "-c",
            "shared_buffers=48MB",
            "-c",
            "max_connections=80",
            "-c",
            "max_parallel_workers_per_gather=0",
            "-c",
            "jit=off",
            // The data is thrown away at the end, so a crash of the machine may lose it.
            "-c",
            "fsync=off",
            "-c",
            "max_wal_size=256MB",
            "-c",
            "shared_preload_libraries=" + (hasStatements(binaries) ? "pg_stat_statements" : "")));
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      // A session of its own keeps Ctrl+C in a terminal from stopping the database first.
      command.add("/usr/bin/setsid");
    }
    command.addAll(account.command(words));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("DEMO_CLUSTER", data.resolve("cluster").toString());
    return builder.start();
  }

  private static boolean hasStatements(PostgresBinaries binaries) {
    Path home = binaries.bin().resolveSibling("lib");
    return Stream.of(home, home.resolve("postgresql"))
        .anyMatch(lib -> Files.exists(lib.resolve("pg_stat_statements.so")));
  }

  private void awaitConnections(Path log) throws IOException, PostgresUnavailableException {
    long deadlineNanos = System.nanoTime() + START_PATIENCE.toNanos();
    while (true) {
      try (Connection _ = connect("postgres")) {
        return;
      } catch (SQLException e) {
        if (!process.isAlive() || System.nanoTime() > deadlineNanos) {
          process.getOutputStream().close();
          throw new PostgresUnavailableException(
              "PostgreSQL did not start, its log is " + log + ": " + e.getMessage(), e);
        }
        pause();
      }
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while PostgreSQL was starting", e);
    }
  }

  /// Removes what a killed run left: its guard has emptied the data directory already.
  private static void deleteLeftovers(Path base) throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(base, DATA + "*")) {
      for (Path leftover : leftovers) {
        if (isEmpty(leftover)) {
          Files.deleteIfExists(leftover);
        }
      }
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children.findAny().isEmpty();
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
