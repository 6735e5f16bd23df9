package dev.headroom.server.files;

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
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the files of a directory and below say, in the order of their paths. Looked at again when
/// asked, every few seconds at most, by time and size of the files. A file that cannot be read any
/// more keeps what it last said and adds a problem; it never takes anything away from the others. A
/// directory that does not exist yet is an empty one.
///
/// Not thread-safe.
///
/// @param <T> what files hold
/// @param <P> what is told of mistakes
public final class WatchedDirectory<T, P> {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
  private static final int MAX_DEPTH = 10;
  private static final int MAX_FILES = 5_000;
  private static final long MAX_FILE_BYTES = 2L << 20;

  private final Path directory;
  private final List<String> endings;
  private final Format<T, P> format;
  private final InstantSource clock;
  private Map<Path, Read<T, P>> files = Map.of();
  private @Nullable Instant lookedAt;

  /// How a file is understood.
  public interface Format<T, P> {

    /// @param name how the file is called in problems
    Parsed<T, P> parse(String name, byte[] content);

    /// A problem with a file, or the directory, as a whole.
    P problem(String name, String message);
  }

  /// @param broken whether the file could not be understood from some point on
  public record Parsed<T, P>(List<T> items, List<P> problems, boolean broken) {
    public Parsed {
      items = List.copyOf(items);
      problems = List.copyOf(problems);
    }
  }

  /// What all files say.
  ///
  /// @param broken names of files that cannot be understood now and never could be since the start
  public record Content<T, P>(List<T> items, List<P> problems, List<String> broken) {
    public Content {
      items = List.copyOf(items);
      problems = List.copyOf(problems);
      broken = List.copyOf(broken);
    }
  }

  /// @param modified when the file was changed last
  /// @param lost whether it holds nothing because it never could be understood
  private record Read<T, P>(
      FileTime modified, long size, List<T> items, List<P> problems, boolean lost) {}

  /// @param endings of the names of files that count, in lower case
  public WatchedDirectory(
      Path directory, List<String> endings, Format<T, P> format, InstantSource clock) {
    this.directory = directory;
    this.endings = List.copyOf(endings);
    this.format = format;
    this.clock = clock;
  }

  /// What the files say when something changed since the last answer, or some of it is wrong.
  public Optional<Content<T, P>> look() {
    Instant now = clock.instant();
    Instant last = lookedAt;
    if (last != null && Duration.between(last, now).compareTo(LOOK_EVERY) < 0) {
      return Optional.empty();
    }
    lookedAt = now;
    Map<Path, Read<T, P>> before = files;
    Map<Path, Read<T, P>> after = new HashMap<>();
    List<T> items = new ArrayList<>();
    List<P> problems = new ArrayList<>();
    List<String> broken = new ArrayList<>();
    for (Path file : list(problems)) {
      Read<T, P> read = read(file, before.get(file));
      after.put(file, read);
      items.addAll(read.items());
      problems.addAll(read.problems());
      if (read.lost()) {
        broken.add(name(file));
      }
    }
    files = after;
    return last == null || !after.equals(before) || !problems.isEmpty()
        ? Optional.of(new Content<>(items, problems, broken))
        : Optional.empty();
  }

  private String name(Path file) {
    return directory.relativize(file).toString();
  }

  private List<Path> list(List<P> problems) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> walk = Files.walk(directory, MAX_DEPTH)) {
      List<Path> found =
          walk.filter(this::counts)
              .filter(Files::isRegularFile)
              .sorted()
              .limit(MAX_FILES + 1L)
              .toList();
      if (found.size() > MAX_FILES) {
        problems.add(
            format.problem(
                directory.toString(), "more than " + MAX_FILES + " files; the rest is left"));
        return found.subList(0, MAX_FILES);
      }
      return found;
    } catch (IOException | UncheckedIOException e) {
      problems.add(format.problem(directory.toString(), "cannot be listed: " + e.getMessage()));
      return files.keySet().stream().sorted().toList();
    }
  }

  private boolean counts(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return endings.stream().anyMatch(name::endsWith);
  }

  private Read<T, P> read(Path file, @Nullable Read<T, P> before) {
    String name = name(file);
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
      Parsed<T, P> parsed = format.parse(name, Files.readAllBytes(file));
      return parsed.broken() && before != null && !before.lost()
          ? new Read<>(modified, size, before.items(), parsed.problems(), false)
          : new Read<>(modified, size, parsed.items(), parsed.problems(), parsed.broken());
    } catch (IOException e) {
      FileTime never = before == null ? FileTime.fromMillis(0) : before.modified();
      return failed(name, before, never, -1, "cannot be read: " + e.getMessage());
    }
  }

  private Read<T, P> failed(
      String name, @Nullable Read<T, P> before, FileTime modified, long size, String message) {
    return new Read<>(
        modified,
        size,
        before == null ? List.of() : before.items(),
        List.of(format.problem(name, message)),
        before == null || before.lost());
  }
}
