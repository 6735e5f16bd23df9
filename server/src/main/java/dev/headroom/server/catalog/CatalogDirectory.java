package dev.headroom.server.catalog;

import dev.headroom.catalog.Catalog;
import dev.headroom.catalog.Catalog.Problem;
import dev.headroom.catalog.CatalogReader;
import dev.headroom.catalog.Entity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The catalogue of a directory: all `.yaml` and `.yml` files in it and below, in the order of
/// their paths. Looked at again when asked, every few seconds at most, by time and size of the
/// files. A file that cannot be read any more keeps what it last said and adds a problem; it never
/// takes anything away from the others.
///
/// Thread-safe.
public final class CatalogDirectory implements CatalogReader {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
  private static final int MAX_DEPTH = 10;
  private static final int MAX_FILES = 5_000;
  private static final long MAX_FILE_BYTES = 2L << 20;

  private final Path directory;
  private final InstantSource clock;
  private final CatalogFile reader = new CatalogFile();
  private Map<Path, Read> files = Map.of();
  private @Nullable Instant lookedAt;
  private volatile Catalog snapshot = Catalog.EMPTY;

  /// @param modified when the file was changed last
  /// @param good whether the file could be read as YAML
  private record Read(
      FileTime modified, long size, boolean good, List<Entity> entities, List<Problem> problems) {}

  /// A directory that does not exist yet is an empty one.
  public CatalogDirectory(Path directory, InstantSource clock) {
    this.directory = directory;
    this.clock = clock;
  }

  @Override
  public Catalog catalog() {
    refresh();
    return snapshot;
  }

  private synchronized void refresh() {
    Instant now = clock.instant();
    Instant last = lookedAt;
    if (last != null && Duration.between(last, now).compareTo(LOOK_EVERY) < 0) {
      return;
    }
    lookedAt = now;
    Map<Path, Read> before = files;
    Map<Path, Read> after = new HashMap<>();
    List<Entity> entities = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (Path file : list(problems)) {
      Read read = read(file, before.get(file));
      after.put(file, read);
      entities.addAll(read.entities());
      problems.addAll(read.problems());
    }
    if (!after.equals(before) || !problems.isEmpty()) {
      files = after;
      snapshot = new Catalog(entities, problems);
    }
  }

  private List<Path> list(List<Problem> problems) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> walk = Files.walk(directory, MAX_DEPTH)) {
      List<Path> found =
          walk.filter(CatalogDirectory::isYaml)
              .filter(Files::isRegularFile)
              .sorted()
              .limit(MAX_FILES + 1L)
              .toList();
      if (found.size() > MAX_FILES) {
        problems.add(
            new Problem(
                directory.toString(),
                0,
                "",
                "more than " + MAX_FILES + " files; the rest is left"));
        return found.subList(0, MAX_FILES);
      }
      return found;
    } catch (IOException | UncheckedIOException e) {
      problems.add(new Problem(directory.toString(), 0, "", "cannot be listed: " + e.getMessage()));
      return files.keySet().stream().sorted().toList();
    }
  }

  private static boolean isYaml(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".yaml") || name.endsWith(".yml");
  }

  private Read read(Path file, @Nullable Read before) {
    String name = directory.relativize(file).toString();
    try {
      FileTime modified = Files.getLastModifiedTime(file);
      long size = Files.size(file);
      if (before != null && before.modified().equals(modified) && before.size() == size) {
        return before;
      }
      if (size > MAX_FILE_BYTES) {
        return failed(
            name, before, modified, size, "has " + size + " bytes; expected at most 2 MiB");
      }
      CatalogFile.Parsed parsed = reader.parse(name, Files.readAllBytes(file));
      return parsed.broken() && before != null
          ? new Read(modified, size, false, before.entities(), parsed.problems())
          : new Read(modified, size, !parsed.broken(), parsed.entities(), parsed.problems());
    } catch (IOException e) {
      FileTime never = before == null ? FileTime.fromMillis(0) : before.modified();
      return failed(name, before, never, -1, "cannot be read: " + e.getMessage());
    }
  }

  private static Read failed(
      String name, @Nullable Read before, FileTime modified, long size, String message) {
    return new Read(
        modified,
        size,
        false,
        before == null ? List.of() : before.entities(),
        List.of(new Problem(name, 0, "", message)));
  }
}
