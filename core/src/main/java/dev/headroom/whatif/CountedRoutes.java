package dev.headroom.whatif;

import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.stat.Sketch;
import org.jspecify.annotations.Nullable;

/// The response times of routes as they were counted, every request.
public final class CountedRoutes {
  private CountedRoutes() {}

  /// Of one route, in nanoseconds; null when none was counted, as of a route that is called within
  /// other traces only.
  public static @Nullable Sketch of(
      RollupReader rollups, TimeWindow window, ServiceOperation route) {
    Rollup total = new Rollup();
    rollups
        .read(
            new RollupReader.Query(
                RollupKind.ROUTE,
                window,
                key ->
                    key instanceof RollupKey.Route of
                        && of.service().equals(route.service())
                        && of.operation().equals(route.operation()),
                0,
                true))
        .forEach(series -> total.merge(series.total()));
    @Nullable Sketch sketch = total.sketch();
    return sketch == null || !(sketch.count() > 0) ? null : sketch;
  }
}
