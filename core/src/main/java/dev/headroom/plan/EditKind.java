package dev.headroom.plan;

import dev.headroom.finding.Edit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The sorts of edits, for keeping score.
public enum EditKind {
  FASTER,
  BATCHED,
  CACHED,
  PARALLEL,
  ASYNCHRONOUS,
  REMOVED,
  POOL_SIZE,
  RETRIES,
  CAPPED;

  public static EditKind of(Edit edit) {
    return switch (edit) {
      case Edit.Faster _ -> FASTER;
      case Edit.Batched _ -> BATCHED;
      case Edit.Cached _ -> CACHED;
      case Edit.Parallel _ -> PARALLEL;
      case Edit.Asynchronous _ -> ASYNCHRONOUS;
      case Edit.Removed _ -> REMOVED;
      case Edit.PoolSize _ -> POOL_SIZE;
      case Edit.Retries _ -> RETRIES;
      case Edit.Capped _ -> CAPPED;
    };
  }

  /// The kinds among edits, each once, in order.
  public static Set<EditKind> of(List<Edit> edits) {
    Set<EditKind> kinds = new TreeSet<>();
    edits.forEach(edit -> kinds.add(of(edit)));
    return kinds;
  }
}
