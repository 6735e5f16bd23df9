package dev.headroom.engine.analysis;

import dev.headroom.analysis.Analysis;
import dev.headroom.analysis.chattydependency.ChattyDependency;
import dev.headroom.analysis.duplicatereads.DuplicateReads;
import dev.headroom.analysis.fanout.FanOutTail;
import dev.headroom.analysis.missingindex.MissingIndex;
import dev.headroom.analysis.nplusone.NPlusOne;
import dev.headroom.analysis.retries.RetryStorm;
import dev.headroom.analysis.serialcalls.SerialCalls;
import dev.headroom.analysis.slowdependency.SlowDependency;
import dev.headroom.analysis.weakcache.WeakCache;
import java.util.List;

/// All analyses there are.
public final class Analyses {
  private Analyses() {}

  /// In the order in which they run.
  public static List<Analysis> all() {
    return List.of(
        new NPlusOne(),
        new SerialCalls(),
        new DuplicateReads(),
        new WeakCache(),
        new RetryStorm(),
        new SlowDependency(),
        new ChattyDependency(),
        new FanOutTail(),
        new MissingIndex());
  }
}
