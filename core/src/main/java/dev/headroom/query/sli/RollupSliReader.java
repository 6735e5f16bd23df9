package dev.headroom.query.sli;

import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.SliSpec;
import dev.headroom.slo.Indicator;
import dev.headroom.slo.SliReader;
import dev.headroom.slo.SliSeries;
import dev.headroom.store.Retention;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Reads indicators from stored rollups: counted ones from their own, others from metrics and
/// operations. Each kind of rollup is asked once for all indicators, and once more for each part of
/// a window that is too long for the heap.
///
/// Where only hours or days are left, their events are spread evenly over their minutes, and the
/// series says that it is estimated there.
///
/// Thread-safe.
public final class RollupSliReader implements SliReader {
  private final SliceReader slices;
  private final CountedSlis counted;
  private final MetricSlis metrics;
  private final TrafficSlis traffic;

  /// @param retention of the store behind `rollups`
  public RollupSliReader(RollupReader rollups, Retention retention, InstantSource clock) {
    slices = new SliceReader(rollups, retention, clock);
    counted = new CountedSlis(slices);
    metrics = new MetricSlis(slices);
    traffic = new TrafficSlis(slices);
  }

  @Override
  public Map<Indicator, SliSeries> read(Collection<Indicator> indicators, TimeWindow window) {
    long from = Math.floorDiv(window.from().getEpochSecond(), 60L);
    long to = Math.floorDiv(window.to().getEpochSecond(), 60L);
    Map<Indicator, SliSeries> all = new LinkedHashMap<>();
    Map<SliSpec, SliSeries> specs = new LinkedHashMap<>();
    Map<Indicator, SliSeries> measured = new LinkedHashMap<>();
    Map<Indicator, SliSeries> flows = new LinkedHashMap<>();
    for (Indicator indicator : indicators) {
      SliSeries series =
          all.computeIfAbsent(indicator, _ -> new SliSeries(from, Math.toIntExact(to - from)));
      switch (indicator) {
        case Indicator.Counted(SliSpec spec) -> specs.put(spec, series);
        case Indicator.Ratio _, Indicator.RawRatio _, Indicator.Threshold _ ->
            measured.put(indicator, series);
        case Indicator.Throughput _, Indicator.Freshness _ -> flows.put(indicator, series);
      }
    }
    if (from < to) {
      counted.read(specs, from, to);
      metrics.read(measured, from, to);
      traffic.read(flows, from, to);
    }
    return all;
  }

  @Override
  public List<Spender> spenders(Indicator indicator, TimeWindow window) {
    if (!(indicator instanceof Indicator.Counted(SliSpec spec))) {
      return List.of();
    }
    String text = spec.text();
    List<Spender> spenders = new ArrayList<>();
    for (RollupReader.Series series :
        slices.totals(
            RollupKind.SLI,
            Math.floorDiv(window.from().getEpochSecond(), 60L),
            Math.floorDiv(window.to().getEpochSecond(), 60L),
            key ->
                key instanceof RollupKey.Sli sli
                    && sli.split() != RollupKey.SliSplit.TOTAL
                    && sli.service().equals(spec.service())
                    && sli.spec().equals(text))) {
      if (series.key() instanceof RollupKey.Sli sli) {
        spenders.add(new Spender(dimension(sli.split()), sli.value(), series.total().errors()));
      }
    }
    spenders.sort(
        Comparator.comparingDouble(Spender::bad)
            .reversed()
            .thenComparing(Spender::dimension)
            .thenComparing(Spender::value));
    return spenders;
  }

  private static String dimension(RollupKey.SliSplit split) {
    return split == RollupKey.SliSplit.OPERATION ? "route" : split.name().toLowerCase(Locale.ROOT);
  }
}
