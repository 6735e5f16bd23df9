package dev.headroom.query.sli;

import dev.headroom.base.ServiceName;
import dev.headroom.query.sli.SliceReader.Chunk;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKey.Dimension;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.SliSpec;
import dev.headroom.rollup.SliSpec.Failures;
import dev.headroom.rollup.SliSpec.Slower;
import dev.headroom.slo.SliSeries;
import dev.headroom.stat.Sketch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What indicators would have counted before they were: errors are those of operations, segments or
/// edges, durations are taken from the sketches at the threshold (failed spans are taken to be as
/// slow as the others). Scopes that no rollup has are left out. Thread-safe.
final class SliEstimate {
  private static final int SLICES_PER_SPEC = 16;

  private final SliceReader slices;

  SliEstimate(SliceReader slices) {
    this.slices = slices;
  }

  /// Whether there is a rollup that has the spec's scope.
  static boolean knows(SliSpec spec) {
    return source(spec) != null;
  }

  /// The rollups with the scope: plain ones are also found among roots of other kinds than entries.
  private static @Nullable RollupKind source(SliSpec spec) {
    boolean released = !spec.version().isEmpty() || !spec.environment().isEmpty();
    int dimensions = 0;
    for (Dimension dimension : Dimension.values()) {
      dimensions += value(spec, dimension).isEmpty() ? 0 : 1;
    }
    if (spec.callee().isEmpty() && dimensions == 0) {
      return RollupKind.OPERATION;
    }
    if (released || dimensions > 1 || (dimensions == 1 && !spec.callee().isEmpty())) {
      return null;
    }
    return dimensions == 1 ? RollupKind.SEGMENT : RollupKind.EDGE;
  }

  private static String value(SliSpec spec, Dimension dimension) {
    return switch (dimension) {
      case TENANT -> spec.tenant();
      case SEGMENT -> spec.segment();
      case FEATURE -> spec.feature();
    };
  }

  /// Adds the minutes of each spec from `from` to the first that was counted.
  void read(Map<SliSpec, SliSeries> wanted, Map<SliSpec, Long> exactFrom, long from) {
    Map<RollupKind, List<SliSpec>> bySource = new HashMap<>();
    wanted.forEach((spec, _) -> {
      RollupKind source = source(spec);
      if (source != null && exactFrom.getOrDefault(spec, from) > from) {
        bySource.computeIfAbsent(source, _ -> new ArrayList<>()).add(spec);
        if (source == RollupKind.OPERATION && spec.version().isEmpty()) {
          bySource.computeIfAbsent(RollupKind.ROUTE, _ -> new ArrayList<>()).add(spec);
        }
      }
    });
    bySource.forEach((kind, specs) -> read(kind, specs, wanted, exactFrom, from));
  }

  private void read(
      RollupKind kind,
      List<SliSpec> specs,
      Map<SliSpec, SliSeries> wanted,
      Map<SliSpec, Long> exactFrom,
      long from) {
    Map<ServiceName, List<SliSpec>> byService = new HashMap<>();
    specs.forEach(
        spec -> byService.computeIfAbsent(spec.service(), _ -> new ArrayList<>()).add(spec));
    long to = specs.stream().mapToLong(spec -> exactFrom.getOrDefault(spec, from)).max().orElse(0);
    boolean sketches = specs.stream().anyMatch(spec -> spec.bad() instanceof Slower);
    Map<RollupKey, List<SliSpec>> matches = new HashMap<>();
    for (Chunk chunk : slices.chunks(kind, from, to, specs.size() * SLICES_PER_SPEC)) {
      slices.read(
          kind,
          chunk,
          key -> !matches.computeIfAbsent(key, k -> matching(k, byService)).isEmpty(),
          sketches,
          (key, minute, minutes, value) -> {
            for (SliSpec spec : matches.getOrDefault(key, List.of())) {
              SliSeries series = wanted.get(spec);
              if (series != null) {
                long end = Math.min(minute + minutes, exactFrom.getOrDefault(spec, from));
                add(series, spec.bad(), minute, end, minutes, value);
              }
            }
          });
    }
  }

  private static List<SliSpec> matching(RollupKey key, Map<ServiceName, List<SliSpec>> byService) {
    return byService.getOrDefault(key.service(), List.of()).stream()
        .filter(spec -> matches(key, spec))
        .toList();
  }

  private static boolean matches(RollupKey key, SliSpec spec) {
    return switch (key) {
      case RollupKey.Operation k ->
          k.spanKind().isEntry()
              && any(spec.operation(), k.operation().value())
              && any(spec.version(), k.version())
              && any(spec.environment(), k.environment());
      case RollupKey.Route k ->
          !k.spanKind().isEntry()
              && spec.environment().isEmpty()
              && any(spec.operation(), k.operation().value());
      case RollupKey.Segment k ->
          any(spec.operation(), k.operation().value())
              && value(spec, k.dimension()).equals(k.value());
      case RollupKey.Edge k ->
          any(spec.operation(), k.operation().value())
              && spec.callee().equals(k.callee().toString())
              && !k.consumes();
      default -> false;
    };
  }

  private static boolean any(String wanted, String told) {
    return wanted.isEmpty() || wanted.equals(told);
  }

  private static void add(
      SliSeries series, SliSpec.Bad bad, long minute, long end, int minutes, Rollup value) {
    double all = value.count();
    double good = all - value.errors();
    if (bad instanceof Slower(long threshold, Failures failures)) {
      Sketch sketch = value.sketch();
      double inTime = sketch == null ? 1 : sketch.countAtOrBelow(threshold) / sketch.count();
      switch (failures) {
        case LEFT_OUT -> {
          all = good;
          good *= inTime;
        }
        case BAD -> good *= inTime;
        case BY_DURATION -> good = all * inTime;
      }
    }
    for (long at = minute; at < end; at++) {
      series.add(at, good / minutes, all / minutes);
    }
    if (value.unknownWeight() > 0) {
      series.markSamplingUnknown();
    }
  }
}
