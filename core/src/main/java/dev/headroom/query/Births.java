package dev.headroom.query;

import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKey.Instance;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/// From when on each service's telemetry exists, as far as two neighbouring windows tell: rates
/// divide by the time since then, not by time in which nobody looked.
///
/// It is the start of a minute; a service that already sent something in the first slice of the
/// earlier window is taken to be older than both.
final class Births {
  private static final long OLDER = Long.MIN_VALUE / 2;

  private final Map<ServiceName, Long> bornAt;

  private Births(Map<ServiceName, Long> bornAt) {
    this.bornAt = bornAt;
  }

  /// @param timelines the page's own, by what they are about
  /// @param service whose each one is
  /// @param kind where the exact minute is read from, when the grid is coarser
  static <K> Births of(
      RollupReader rollups,
      RollupKind kind,
      Grid grid,
      Map<K, Timeline> timelines,
      Function<K, ServiceName> service) {
    Map<ServiceName, Long> first = new HashMap<>();
    timelines.forEach((key, timeline) -> {
      if (timeline.first() != Long.MAX_VALUE) {
        first.merge(service.apply(key), timeline.first(), Math::min);
      }
    });
    long oldest = grid.start(-grid.size());
    first.replaceAll((name, start) -> start <= oldest ? OLDER : start);
    if (grid.step() > 60) {
      refine(rollups, kind, grid.step(), first);
    }
    return new Births(first);
  }

  private static void refine(
      RollupReader rollups, RollupKind kind, long step, Map<ServiceName, Long> first) {
    Map<Long, Set<ServiceName>> bySlice =
        first.entrySet().stream()
            .filter(entry -> entry.getValue() != OLDER)
            .collect(
                Collectors.groupingBy(
                    Map.Entry::getValue,
                    Collectors.mapping(Map.Entry::getKey, Collectors.toSet())));
    bySlice.forEach((start, services) -> {
      TimeWindow slice =
          new TimeWindow(Instant.ofEpochSecond(start), Instant.ofEpochSecond(start + step));
      Map<ServiceName, Long> minutes = new HashMap<>();
      rollups
          .read(
              new RollupReader.Query(
                  kind, slice, key -> services.contains(key.service()), 60, false))
          .forEach(series -> minutes.merge(series.key().service(), firstPoint(series), Math::min));
      first.putAll(minutes);
    });
  }

  private static long firstPoint(RollupReader.Series series) {
    ToLongFunction<RollupReader.Point> start = RollupReader.Point::start;
    return series.points().stream().mapToLong(start).min().orElse(Long.MAX_VALUE);
  }

  /// Those of all services, by their entry spans.
  static Births ofServices(Rollups rollups, Grid grid) {
    return of(
        rollups.reader(),
        RollupKind.INSTANCE,
        grid,
        rollups.timelines(
            RollupKind.INSTANCE, Instance.class, grid, _ -> true, false, Instance::service),
        Function.identity());
  }

  /// These, and for services that take no requests what the timelines of the window tell.
  <K> Births or(Grid grid, Map<K, Timeline> timelines, Function<K, ServiceName> service) {
    Map<ServiceName, Long> more = new HashMap<>();
    timelines.forEach((key, timeline) -> {
      ServiceName name = service.apply(key);
      if (!bornAt.containsKey(name) && timeline.first() != Long.MAX_VALUE) {
        more.merge(name, timeline.first() <= grid.from() ? OLDER : timeline.first(), Math::min);
      }
    });
    more.putAll(bornAt);
    return new Births(more);
  }

  /// The second since the epoch; far in the past when the service is older than both windows or
  /// nothing is known of it.
  long of(ServiceName service) {
    return bornAt.getOrDefault(service, OLDER);
  }

  long of(RollupKey key) {
    return of(key.service());
  }

  /// The earliest of all.
  long earliest() {
    return bornAt.values().stream().mapToLong(Long::longValue).min().orElse(OLDER);
  }
}
