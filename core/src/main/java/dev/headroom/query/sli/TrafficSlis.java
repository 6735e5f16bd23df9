package dev.headroom.query.sli;

import dev.headroom.base.ServiceName;
import dev.headroom.query.sli.SliceReader.Chunk;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.slo.Indicator;
import dev.headroom.slo.SliSeries;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Reads indicators of throughput and freshness from the rollups of operations. A minute is an
/// event once the service has ever been seen, however silent it is. Thread-safe.
final class TrafficSlis {
  private static final int SLICES_PER_SERVICE = 32;
  private static final int MOST_REMEMBERED = 10_000;

  private final SliceReader slices;

  /// A minute at which each service was known already.
  private final Map<ServiceName, Long> seen = new ConcurrentHashMap<>();

  TrafficSlis(SliceReader slices) {
    this.slices = slices;
  }

  /// The entry spans that one indicator counts, by minute.
  private static final class Flow {
    private final Indicator indicator;
    private final SliSeries series;
    private final ServiceName service;
    private final String operation;
    private final long from;
    private final double[] spans;
    private final double[] succeeded;

    Flow(Indicator indicator, SliSeries series, long to) {
      this.indicator = indicator;
      this.series = series;
      long back = 0;
      switch (indicator) {
        case Indicator.Throughput t -> {
          service = t.service();
          operation = t.operation();
        }
        case Indicator.Freshness f -> {
          service = f.service();
          operation = f.operation();
          back = f.most().toMinutes();
        }
        default -> throw new IllegalArgumentException("not of traffic: " + indicator);
      }
      from = series.firstMinute() - back;
      spans = new double[Math.toIntExact(to - from)];
      succeeded = new double[spans.length];
    }

    void add(RollupKey key, long minute, int minutes, Rollup value) {
      if (!isEntry(key)) {
        return;
      }
      for (int i = 0; i < minutes; i++) {
        long at = minute + i - from;
        if (at >= 0 && at < spans.length) {
          spans[(int) at] += value.count() / minutes;
          succeeded[(int) at] += (value.count() - value.errors()) / minutes;
        }
      }
      if (value.unknownWeight() > 0) {
        series.markSamplingUnknown();
      }
    }

    /// Roots of other kinds than entries are found among routes.
    private boolean isEntry(RollupKey key) {
      return switch (key) {
        case RollupKey.Operation k -> k.spanKind().isEntry() && fits(k.operation().value());
        case RollupKey.Route k -> !k.spanKind().isEntry() && fits(k.operation().value());
        default -> false;
      };
    }

    private boolean fits(String name) {
      return operation.isEmpty() || operation.equals(name);
    }

    /// Makes events of all minutes since the service was first seen.
    void tell(long seenFrom) {
      long lastSuccess = Long.MIN_VALUE;
      for (int i = 0; i < spans.length; i++) {
        long minute = from + i;
        lastSuccess = succeeded[i] > 0 ? minute : lastSuccess;
        if (minute >= Math.max(seenFrom, series.firstMinute())) {
          series.add(minute, isGood(i, minute, lastSuccess) ? 1 : 0, 1);
        }
      }
    }

    private boolean isGood(int at, long minute, long lastSuccess) {
      return switch (indicator) {
        case Indicator.Throughput t -> spans[at] >= t.leastPerMinute();
        case Indicator.Freshness f ->
            lastSuccess != Long.MIN_VALUE && minute - lastSuccess <= f.most().toMinutes();
        default -> false;
      };
    }
  }

  void read(Map<Indicator, SliSeries> wanted, long from, long to) {
    if (wanted.isEmpty()) {
      return;
    }
    Map<ServiceName, List<Flow>> flows = new HashMap<>();
    long first = from;
    for (Map.Entry<Indicator, SliSeries> entry : wanted.entrySet()) {
      Flow flow = new Flow(entry.getKey(), entry.getValue(), to);
      flows.computeIfAbsent(flow.service, _ -> new ArrayList<>()).add(flow);
      first = Math.min(first, flow.from);
    }
    Map<ServiceName, Long> seenFrom = seenBefore(flows.keySet(), from);
    for (RollupKind kind : List.of(RollupKind.OPERATION, RollupKind.ROUTE)) {
      fill(kind, flows, seenFrom, first, to);
    }
    long minutesFrom = Math.min(to, slices.minutesFrom(RollupKind.OPERATION));
    flows.forEach((service, those) -> {
      long since = seenFrom.getOrDefault(service, Long.MAX_VALUE);
      remember(service, since);
      for (Flow flow : those) {
        flow.tell(since);
        flow.series.estimatedBefore(minutesFrom);
      }
    });
  }

  private void fill(
      RollupKind kind,
      Map<ServiceName, List<Flow>> flows,
      Map<ServiceName, Long> seenFrom,
      long from,
      long to) {
    for (Chunk chunk : slices.chunks(kind, from, to, flows.size() * SLICES_PER_SERVICE)) {
      slices.read(
          kind,
          chunk,
          key -> flows.containsKey(key.service()),
          false,
          (key, minute, minutes, value) -> {
            seenFrom.merge(key.service(), minute, Math::min);
            for (Flow flow : flows.getOrDefault(key.service(), List.of())) {
              flow.add(key, minute, minutes, value);
            }
          });
    }
  }

  /// For each service that was known before the window a minute at which it was.
  private Map<ServiceName, Long> seenBefore(Set<ServiceName> services, long from) {
    Map<ServiceName, Long> known = new HashMap<>();
    Set<ServiceName> unknown = new HashSet<>();
    for (ServiceName service : services) {
      long at = seen.getOrDefault(service, Long.MAX_VALUE);
      if (at < from) {
        known.put(service, at);
      } else {
        unknown.add(service);
      }
    }
    if (!unknown.isEmpty()) {
      slices
          .totals(RollupKind.OPERATION, 0, from, key -> unknown.contains(key.service()))
          .forEach(series -> known.put(series.key().service(), from - 1));
    }
    return known;
  }

  private void remember(ServiceName service, long minute) {
    if (minute != Long.MAX_VALUE) {
      if (seen.size() > MOST_REMEMBERED) {
        seen.clear();
      }
      seen.merge(service, minute, Math::min);
    }
  }
}
