package dev.headroom.store.embedded;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Merges the blocks of sketches that a query has found, group by group: the keys of a group are
/// few enough to stay in the processor's cache, and no two groups share a key, so groups are merged
/// in parallel.
///
/// Used by one thread.
final class SketchMerge {
  /// So much is gathered before it is merged.
  private static final int BATCH_BYTES = 32 << 20;

  private final Target target;
  private final Map<Integer, List<Block>> groups = new HashMap<>();
  private int bytes;

  private record Block(long start, byte[] data) {}

  /// Where the sketches go; called by several threads at once, but for one key by one.
  interface Target {
    boolean wants(int key);

    void merge(int key, long start, boolean peer, byte[] sketch);
  }

  SketchMerge(Target target) {
    this.target = target;
  }

  void add(int group, long start, byte[] block) {
    groups.computeIfAbsent(group, any -> new ArrayList<>()).add(new Block(start, block));
    bytes += block.length;
    if (bytes > BATCH_BYTES) {
      finish();
    }
  }

  /// Merges what was added so far.
  void finish() {
    groups.values().parallelStream().forEach(this::merge);
    groups.clear();
    bytes = 0;
  }

  private void merge(List<Block> blocks) {
    for (Block block : blocks) {
      SketchBlock.read(
          block.data,
          target::wants,
          (key, peer, sketch) -> target.merge(key, block.start, peer, sketch));
    }
  }
}
