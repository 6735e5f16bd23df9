package dev.headroom.app.read;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of commands that print long lists.
public final class Paging {
  private static final int LARGEST_PAGE = 1_000;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "rows at most, up to 1000 (default 100); with --all rows per request")
  private @Nullable Integer limit;

  @Option(
      names = "--cursor",
      paramLabel = "CURSOR",
      description = "go on where a page ended: nextCursor of its answer")
  private @Nullable String cursor;

  @Option(names = "--all", description = "all rows, page after page; with --json one answer a line")
  private boolean all;

  @Nullable Integer limit() {
    return limit == null && all ? Integer.valueOf(LARGEST_PAGE) : limit;
  }

  @Nullable String cursor() {
    return cursor;
  }

  boolean all() {
    return all;
  }
}
