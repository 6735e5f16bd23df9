package dev.headroom.query.sli;

import dev.headroom.query.sli.SliceReader.Chunk;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKey.Sli;
import dev.headroom.rollup.RollupKey.SliSplit;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.SliSpec;
import dev.headroom.slo.SliSeries;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Reads what was counted event by event, and estimates what lies before a spec was first counted.
/// Thread-safe.
final class CountedSlis {
  /// A changed threshold is another spec, so those remembered may become many over the years.
  private static final int MOST_REMEMBERED = 20_000;

  private static final long NEVER = Long.MAX_VALUE;

  private final SliceReader slices;
  private final SliEstimate estimate;

  /// The second since which each key has been counted; it stays the same once it is known.
  private final Map<Sli, Long> since = new ConcurrentHashMap<>();

  CountedSlis(SliceReader slices) {
    this.slices = slices;
    this.estimate = new SliEstimate(slices);
  }

  void read(Map<SliSpec, SliSeries> wanted, long from, long to) {
    if (wanted.isEmpty()) {
      return;
    }
    Map<Sli, SliSpec> specs = new HashMap<>();
    wanted.keySet().forEach(spec -> specs.put(key(spec), spec));
    findSince(specs.keySet(), to);
    Map<SliSpec, Long> exactFrom = new HashMap<>();
    specs.forEach((key, spec) -> exactFrom.put(spec, exactFrom(key, from, to)));
    counted(specs, wanted, exactFrom, from, to);
    estimate.read(wanted, exactFrom, from);
    long minutesFrom = slices.minutesFrom(RollupKind.SLI);
    wanted.forEach((spec, series) ->
        series.estimatedBefore(
            Math.min(to, Math.max(exactFrom.getOrDefault(spec, to), minutesFrom))));
  }

  private static Sli key(SliSpec spec) {
    return new Sli(spec.service(), spec.text(), SliSplit.TOTAL, "");
  }

  /// Counting began somewhere inside a minute, so the next one is the first that is whole.
  private long exactFrom(Sli key, long from, long to) {
    long second = since.getOrDefault(key, NEVER);
    return second == NEVER ? to : Math.clamp(Math.floorDiv(second, 60L) + 1, from, to);
  }

  private void findSince(Set<Sli> keys, long to) {
    Set<Sli> unknown = new HashSet<>(keys);
    unknown.removeAll(since.keySet());
    if (unknown.isEmpty()) {
      return;
    }
    if (since.size() + unknown.size() > MOST_REMEMBERED) {
      since.clear();
      unknown.addAll(keys);
    }
    for (RollupReader.Series series :
        slices.totals(
            RollupKind.SLI, 0, to, key -> key instanceof Sli sli && unknown.contains(sli))) {
      double second = series.total().min();
      if (series.key() instanceof Sli sli && Double.isFinite(second)) {
        since.put(sli, (long) second);
      }
    }
  }

  private void counted(
      Map<Sli, SliSpec> specs,
      Map<SliSpec, SliSeries> wanted,
      Map<SliSpec, Long> exactFrom,
      long from,
      long to) {
    for (Chunk chunk : slices.chunks(RollupKind.SLI, from, to, specs.size())) {
      slices.read(
          RollupKind.SLI,
          chunk,
          key -> key instanceof Sli sli && specs.containsKey(sli),
          false,
          (key, minute, minutes, value) -> {
            SliSpec spec = spec(specs, key);
            SliSeries series = wanted.get(spec);
            if (series == null) {
              return;
            }
            // Of minutes before counting began only what came late was counted.
            long first = SliEstimate.knows(spec) ? exactFrom.getOrDefault(spec, from) : minute;
            double good = (value.count() - value.errors()) / minutes;
            double all = value.count() / minutes;
            for (long at = Math.max(first, minute); at < minute + minutes; at++) {
              series.add(at, good, all);
            }
            if (value.unknownWeight() > 0) {
              series.markSamplingUnknown();
            }
          });
    }
  }

  private static SliSpec spec(Map<Sli, SliSpec> specs, RollupKey key) {
    SliSpec spec = key instanceof Sli sli ? specs.get(sli) : null;
    if (spec == null) {
      throw new IllegalStateException("not asked for: " + key);
    }
    return spec;
  }
}
