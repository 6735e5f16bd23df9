package dev.headroom.query;

import dev.headroom.analysis.ModelView;
import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Views of an empty model, for tests of who uses them.
public final class ModelViewsFixture {
  public static final RollupReader.Query ROUTES =
      new RollupReader.Query(
          RollupKind.ROUTE,
          TimeWindow.endingAt(ModelFixture.NOON, Duration.ofHours(1)),
          _ -> true,
          0,
          false);

  private final ModelViews views =
      new ModelViews(new ModelFixture().sources, Duration.ofDays(1), Duration.ofDays(7));

  public ModelView over(TimeWindow window, BooleanSupplier given) {
    return views.over(window, given);
  }
}
