package dev.headroom.engine.analysis;

import dev.headroom.analysis.Analysis;
import dev.headroom.analysis.instances.UnevenInstances;
import dev.headroom.analysis.lock.LockContention;
import dev.headroom.analysis.memory.GcPressure;
import dev.headroom.analysis.memory.MemoryLeak;
import dev.headroom.analysis.newerrors.NewErrors;
import dev.headroom.analysis.nplusone.NPlusOne;
import dev.headroom.analysis.pool.PoolExhaustion;
import dev.headroom.analysis.regression.VersionRegression;
import dev.headroom.analysis.retries.RetryStorm;
import dev.headroom.analysis.saturation.Saturation;
import dev.headroom.analysis.serialcalls.SerialCalls;
import dev.headroom.analysis.singlethread.SingleThreaded;
import java.util.List;

/// All analyses there are.
public final class Analyses {
  private Analyses() {}

  /// In the order in which they run.
  public static List<Analysis> all() {
    return List.of(
        new NPlusOne(),
        new SerialCalls(),
        new RetryStorm(),
        new SingleThreaded(),
        new PoolExhaustion(),
        new GcPressure(),
        new MemoryLeak(),
        new LockContention(),
        new Saturation(),
        new UnevenInstances(),
        new VersionRegression(),
        new NewErrors());
  }
}
