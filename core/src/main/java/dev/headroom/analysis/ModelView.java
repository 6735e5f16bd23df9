package dev.headroom.analysis;

import dev.headroom.base.TimeWindow;
import dev.headroom.catalog.Catalog;
import dev.headroom.rollup.RollupKey.Route;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.SiblingOrder;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceSample;
import dev.headroom.signal.ChangeEvent;
import java.util.List;
import java.util.function.Supplier;

/// What an analysis may look at: the model of one moment.
///
/// Everything is bounded: routes by the caps, traces by [#TRACES_PER_ROUTE]. What is read once is
/// kept for the other analyses of the same run.
public interface ModelView {
  /// The most sampled traces of a route that are looked at.
  int TRACES_PER_ROUTE = 200;

  /// What is analysed; ends at the last minute that is complete.
  TimeWindow window();

  /// The time before [#window] that it may be compared with; empty when there is none.
  TimeWindow history();

  /// Rollups of any window.
  RollupReader rollups();

  /// The routes with traffic in the window, most traffic first.
  List<Route> routes();

  /// Traces of a route, drawn evenly over the window, in the order of time. Those with weight 0
  /// come on top, at most a tenth of the others.
  List<TraceSample> traces(ServiceOperation route);

  /// What is known of the order in which a route's operations work.
  SiblingOrder order(ServiceOperation route);

  /// Deployments and other changes within the window, oldest first.
  List<ChangeEvent> changes(TimeWindow window);

  Catalog catalog();

  /// What analyses of one run share: worked out when the first of them asks, then kept.
  ///
  /// @param what made of this view alone, the same for whoever asks
  default <T> T shared(Class<T> what, Supplier<T> work) {
    return work.get();
  }
}
