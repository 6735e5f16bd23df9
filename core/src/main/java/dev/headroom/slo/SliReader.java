package dev.headroom.slo;

import dev.headroom.base.TimeWindow;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Port: reads what indicators counted. Thread-safe.
public interface SliReader {

  /// Good and total events by minute, for each of the indicators; many at once cost little more
  /// than one. The window is floored to minutes.
  Map<Indicator, SliSeries> read(Collection<Indicator> indicators, TimeWindow window);

  /// Who spent the budget: bad events by route, version, instance, tenant, segment and feature,
  /// most first. Empty for indicators that are not counted from spans.
  List<Spender> spenders(Indicator indicator, TimeWindow window);

  /// @param dimension `route`, `version`, `instance`, `tenant`, `segment` or `feature`
  /// @param value its value, empty when spans did not tell
  /// @param bad weighted bad events
  record Spender(String dimension, String value, double bad) {}
}
