package dev.headroom.demo.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/// A directory with `initdb` and `postgres`.
///
/// @param bin the directory
/// @param origin where it comes from, for messages
record PostgresBinaries(Path bin, String origin) {
  private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
  private static final String ENVIRONMENT = "DEMO_POSTGRES_BIN";

  /// Finds binaries that run: `DEMO_POSTGRES_BIN`, the ones shipped with the demo (Linux on
  /// x86-64), an installed PostgreSQL.
  ///
  /// @param unpacked directory for the shipped binaries; reused when already filled
  static PostgresBinaries find(Map<String, String> environment, Path unpacked, Account account)
      throws IOException, PostgresUnavailableException {
    List<PostgresBinaries> candidates = new ArrayList<>();
    String given = environment.get(ENVIRONMENT);
    if (given != null) {
      candidates.add(new PostgresBinaries(Path.of(given), ENVIRONMENT));
    } else {
      if (isShippedPlatform()) {
        unpack(unpacked);
        candidates.add(new PostgresBinaries(unpacked.resolve("bin"), "shipped with the demo"));
      }
      candidates.addAll(installed(environment));
    }
    List<String> refusals = new ArrayList<>();
    for (PostgresBinaries candidate : candidates) {
      Commands.Result result = candidate.tryOut(account);
      if (result.isSuccess()) {
        return candidate;
      }
      refusals.add(candidate.bin() + " (" + candidate.origin() + "): " + result.output().strip());
    }
    throw new PostgresUnavailableException(
        "no PostgreSQL that runs on this machine was found"
            + (refusals.isEmpty() ? "" : ": " + String.join("; ", refusals))
            + ". Install PostgreSQL 14 or later, or set "
            + ENVIRONMENT
            + " to the directory that holds initdb and postgres.");
  }

  List<String> initdb(String... arguments) {
    return command("initdb", arguments);
  }

  List<String> postgres(String... arguments) {
    return command("postgres", arguments);
  }

  private List<String> command(String program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(bin.resolve(program).toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private Commands.Result tryOut(Account account) {
    if (!Files.isExecutable(bin.resolve("initdb"))) {
      return new Commands.Result(-1, "no initdb there");
    }
    try {
      return Commands.run(account.command(postgres("--version")), Path.of("/"));
    } catch (IOException e) {
      return new Commands.Result(-1, String.valueOf(e.getMessage()));
    }
  }

  private static boolean isShippedPlatform() {
    String architecture = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return System.getProperty("os.name", "").equals("Linux")
        && (architecture.equals("amd64") || architecture.equals("x86_64"))
        && PostgresBinaries.class.getResource(ARCHIVE) != null;
  }

  private static List<PostgresBinaries> installed(Map<String, String> environment)
      throws IOException {
    List<PostgresBinaries> found = new ArrayList<>();
    for (Path parent :
        List.of(
            Path.of("/usr/lib/postgresql"),
            Path.of("/opt/homebrew/opt"),
            Path.of("/usr/local/opt"))) {
      if (Files.isDirectory(parent)) {
        try (Stream<Path> children = Files.list(parent)) {
          children
              .sorted(Comparator.reverseOrder())
              .map(child -> child.resolve("bin"))
              .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
              .forEach(bin -> found.add(new PostgresBinaries(bin, "installed")));
        }
      }
    }
    for (String directory : environment.getOrDefault("PATH", "").split(":")) {
      if (!directory.isBlank() && Files.isExecutable(Path.of(directory, "initdb"))) {
        found.add(new PostgresBinaries(Path.of(directory), "on the PATH"));
      }
    }
    return found;
  }

  private static void unpack(Path target) throws IOException {
    Path complete = target.resolve("complete");
    if (Files.exists(complete)) {
      return;
    }
    Files.createDirectories(target);
    try (InputStream resource = PostgresBinaries.class.getResourceAsStream(ARCHIVE)) {
      if (resource == null) {
        throw new IOException("the archive " + ARCHIVE + " is not on the class path");
      }
      try (TarArchiveInputStream archive =
          new TarArchiveInputStream(
              new XZCompressorInputStream(new BufferedInputStream(resource)))) {
        for (TarArchiveEntry entry = archive.getNextEntry();
            entry != null;
            entry = archive.getNextEntry()) {
          unpack(archive, entry, target);
        }
      }
    }
    Files.createFile(complete);
  }

  private static void unpack(TarArchiveInputStream archive, TarArchiveEntry entry, Path target)
      throws IOException {
    Path path = target.resolve(entry.getName()).normalize();
    if (!path.startsWith(target)) {
      throw new IOException("archive entry '" + entry.getName() + "' leaves the directory");
    }
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      return;
    }
    Files.createDirectories(path.getParent());
    Files.deleteIfExists(path);
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else {
      Files.copy(archive, path);
      boolean executable = (entry.getMode() & 0100) != 0;
      Files.setPosixFilePermissions(
          path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }
  }
}
