package dev.headroom.server.catalog;

import dev.headroom.catalog.Catalog;
import dev.headroom.catalog.Catalog.Problem;
import dev.headroom.catalog.CatalogReader;
import dev.headroom.catalog.Entity;
import dev.headroom.server.files.WatchedDirectory;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/// The catalogue of a directory: all `.yaml` and `.yml` files in it and below, watched as
/// [WatchedDirectory] does.
///
/// Thread-safe.
public final class CatalogDirectory implements CatalogReader {
  private final WatchedDirectory<Entity, Problem> directory;
  private Catalog snapshot = Catalog.EMPTY;

  /// A directory that does not exist yet is an empty one.
  public CatalogDirectory(Path directory, InstantSource clock) {
    this.directory =
        new WatchedDirectory<>(directory, List.of(".yaml", ".yml"), new Files(), clock);
  }

  @Override
  public synchronized Catalog catalog() {
    directory
        .look()
        .ifPresent(content -> snapshot = new Catalog(content.items(), content.problems()));
    return snapshot;
  }

  private static final class Files implements WatchedDirectory.Format<Entity, Problem> {
    private final CatalogFile reader = new CatalogFile();

    @Override
    public WatchedDirectory.Parsed<Entity, Problem> parse(String name, byte[] content) {
      CatalogFile.Parsed parsed = reader.parse(name, content);
      return new WatchedDirectory.Parsed<>(parsed.entities(), parsed.problems(), parsed.broken());
    }

    @Override
    public Problem problem(String name, String message) {
      return new Problem(name, 0, "", message);
    }
  }
}
