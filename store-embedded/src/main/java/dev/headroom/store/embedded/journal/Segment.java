package dev.headroom.store.embedded.journal;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// One file of the journal. The fields that change are guarded by the [Segments] it belongs to.
final class Segment {
  private static final String PREFIX = "journal-";
  private static final String SUFFIX = ".log";

  final long base;
  final Path path;
  long end;
  boolean damaged;
  @Nullable SegmentFile open;
  int readers;
  long lastRead;

  /// @param base position of the file's first byte
  /// @param end position behind its last record
  Segment(Path path, long base, long end) {
    this.path = path;
    this.base = base;
    this.end = end;
  }

  static Path path(Path directory, long base) {
    return directory.resolve(String.format("%s%020d%s", PREFIX, base, SUFFIX));
  }

  /// The position of a file's first byte, which its name tells; -1 when it is no file of a journal.
  static long base(Path path) {
    String name = path.getFileName().toString();
    return name.matches(PREFIX + "[0-9]{20}\\" + SUFFIX)
        ? Long.parseLong(name.substring(PREFIX.length(), name.length() - SUFFIX.length()))
        : -1;
  }

  /// Where a file goes that could not be read whole and is not needed any more.
  Path damagedPath() {
    return path.resolveSibling(path.getFileName() + ".damaged");
  }
}
