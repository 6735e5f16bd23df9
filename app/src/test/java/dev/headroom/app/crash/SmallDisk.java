package dev.headroom.app.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A small disk in memory, mounted in a name space of its own, which needs no rights.
final class SmallDisk implements AutoCloseable {
  private final Process holder;
  private final Path directory;

  private SmallDisk(Process holder, Path directory) {
    this.holder = holder;
    this.directory = directory;
  }

  /// Mounts it over an empty directory; empty when the system does not let us.
  static Optional<SmallDisk> mount(Path directory, int mebibytes) throws IOException {
    Files.createDirectories(directory);
    Process holder =
        new ProcessBuilder(
                "unshare",
                "--user",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size="
                    + mebibytes
                    + "m tmpfs \"$0\" && echo mounted && exec cat",
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader said =
        new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8));
    return "mounted".equals(said.readLine())
        ? Optional.of(new SmallDisk(holder, directory))
        : Optional.empty();
  }

  /// The words before a command that make it see the disk.
  List<String> wrapper() {
    return List.of("nsenter", "--target", Long.toString(holder.pid()), "--user", "--mount", "--");
  }

  /// Where the disk is as those see it who do not use [#wrapper].
  Path fromOutside() {
    return Path.of("/proc/" + holder.pid() + "/root" + directory);
  }

  /// Takes bytes away.
  void occupy(int mebibytes) throws IOException {
    Files.write(fromOutside().resolve("ballast"), new byte[mebibytes << 20]);
  }

  /// Gives them back.
  void free() throws IOException {
    Files.delete(fromOutside().resolve("ballast"));
  }

  /// Copies a directory of the disk out.
  void copyOut(Path from, Path to) throws IOException {
    Path source = fromOutside().resolve(directory.relativize(from));
    try (Stream<Path> all = Files.walk(source)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        Files.copy(path, to.resolve(source.relativize(path).toString()));
      }
    }
  }

  @Override
  public void close() {
    holder.destroyForcibly();
  }
}
