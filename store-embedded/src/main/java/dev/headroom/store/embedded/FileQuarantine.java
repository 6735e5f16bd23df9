package dev.headroom.store.embedded;

import dev.headroom.store.QuarantineLog;
import dev.headroom.store.Quarantined;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps what folds could not take as files of one directory: `SIGNAL-POSITION-INDEX-FOLD.otlp`
/// with the protobuf and `….txt` with what went wrong.
///
/// The first ones are kept: at most [#MOST_FILES] of them and [#MOST_BYTES] in all, and from one
/// start to the next at most [#MOST_ALIKE] that failed at the same place. When the directory is
/// full, nothing more is kept until somebody removes files from it. Thread-safe.
public final class FileQuarantine implements QuarantineLog {
  static final int MOST_FILES = 200;
  static final long MOST_BYTES = 32L << 20;
  static final int MOST_ALIKE = 5;
  private static final int MOST_PLACES = 1_000;
  private static final Logger LOG = LoggerFactory.getLogger(FileQuarantine.class);

  private final Path directory;
  private final Map<String, Integer> alike = new HashMap<>();

  private FileQuarantine(Path directory) {
    this.directory = directory;
  }

  /// Keeps files in `quarantine` of the data directory; it is made when there is something to keep.
  public static FileQuarantine in(Path dataDirectory) {
    return new FileQuarantine(dataDirectory.resolve("quarantine"));
  }

  @Override
  public synchronized void keep(Quarantined entry, Supplier<byte[]> otlp) {
    if (!fresh(entry)) {
      return;
    }
    LOG.error(
        "{} of the request at {} was set aside by the fold '{}': {} ({})",
        entry.subject(),
        entry.position(),
        entry.fold(),
        entry.reason(),
        entry.place());
    try {
      write(entry, otlp);
    } catch (IOException e) {
      LOG.error("it could not be kept in {}: {}", directory, e.getMessage());
    }
  }

  /// Whether few failed there before; a flood of them is told by the counters.
  private boolean fresh(Quarantined entry) {
    String place = entry.fold() + " " + entry.place();
    if (alike.size() >= MOST_PLACES && !alike.containsKey(place)) {
      return false;
    }
    return alike.merge(place, 1, Integer::sum) <= MOST_ALIKE;
  }

  private void write(Quarantined entry, Supplier<byte[]> otlp) throws IOException {
    Files.createDirectories(directory);
    String name =
        "%s-%d-%d-%s"
            .formatted(
                entry.signal().name().toLowerCase(Locale.ROOT),
                entry.position(),
                entry.index(),
                entry.fold());
    Path bytes = directory.resolve(name + ".otlp");
    if (Files.exists(bytes)) {
      return;
    }
    byte[] item = otlp.get();
    if (!hasRoom(item.length)) {
      return;
    }
    Files.write(bytes, item);
    Files.writeString(directory.resolve(name + ".txt"), text(entry));
  }

  private boolean hasRoom(int length) throws IOException {
    int files = 0;
    long size = length;
    try (DirectoryStream<Path> kept = Files.newDirectoryStream(directory, "*.otlp")) {
      for (Path file : kept) {
        files++;
        size += Files.size(file);
      }
    }
    return files < MOST_FILES && size <= MOST_BYTES;
  }

  private static String text(Quarantined entry) {
    return """
    subject: %s
    items: %d
    fold: %s
    reason: %s
    place: %s
    at: %s
    """
        .formatted(
            entry.subject(),
            entry.items(),
            entry.fold(),
            entry.reason(),
            entry.place(),
            entry.at());
  }
}
