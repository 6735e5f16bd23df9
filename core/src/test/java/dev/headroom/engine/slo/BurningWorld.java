package dev.headroom.engine.slo;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.SpanKind;
import dev.headroom.slo.Indicator;
import dev.headroom.slo.SliReader;
import dev.headroom.slo.SliSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What happens each minute: 600 requests of every service, of which some fail.
final class BurningWorld implements SliReader, RollupReader {
  private final Map<String, TimeWindow> outages = new HashMap<>();
  private final Map<String, Double> failing = new HashMap<>();
  final Map<String, NodeId> callees = new HashMap<>();
  private @Nullable TimeWindow silence;

  private boolean isSilent(long minute) {
    return silence != null && silence.contains(Instant.ofEpochSecond(minute * 60));
  }

  void silent(Instant from, Instant to) {
    silence = new TimeWindow(from, to);
  }

  private double bad(String service, long minute) {
    TimeWindow outage = outages.get(service);
    Instant at = Instant.ofEpochSecond(minute * 60);
    return outage != null && outage.contains(at) ? 600 * failing.get(service) : 0;
  }

  void fail(String service, Instant from, Duration length, double share) {
    outages.put(service, new TimeWindow(from, from.plus(length)));
    failing.put(service, share);
  }

  @Override
  public Map<Indicator, SliSeries> read(Collection<Indicator> indicators, TimeWindow window) {
    Map<Indicator, SliSeries> all = new HashMap<>();
    long from = window.from().getEpochSecond() / 60;
    long to = window.to().getEpochSecond() / 60;
    for (Indicator indicator : indicators) {
      String service = ((Indicator.Counted) indicator).spec().service().value();
      SliSeries series = new SliSeries(from, (int) (to - from));
      for (long minute = from; minute < to; minute++) {
        if (minute * 60 >= SloEvaluatorTest.START.minus(Duration.ofDays(40)).getEpochSecond()
            && !isSilent(minute)) {
          series.add(minute, 600 - bad(service, minute), 600);
        }
      }
      all.put(indicator, series);
    }
    return all;
  }

  @Override
  public List<Spender> spenders(Indicator indicator, TimeWindow window) {
    return List.of();
  }

  /// All services call the database, unless told otherwise; it fails whenever they do. One that is
  /// told to call itself calls nothing.
  @Override
  public List<Series> read(Query query) {
    List<Series> all = new ArrayList<>();
    outages
        .keySet()
        .forEach(service -> {
          Rollup rollup = new Rollup();
          for (long minute = query.window().from().getEpochSecond() / 60;
              minute < query.window().to().getEpochSecond() / 60;
              minute++) {
            if (isSilent(minute)) {
              continue;
            }
            for (int i = 0; i < bad(service, minute) / 60; i++) {
              rollup.addDuration(1_000_000, 1, true);
            }
            rollup.addDuration(1_000_000, 1, false);
          }
          if (rollup.count() == 0) {
            return;
          }
          OperationName operation = new OperationName("GET /");
          NodeId callee = callees.getOrDefault(service, SloEvaluatorTest.DATABASE);
          if (query.kind() == RollupKind.EDGE && callee.name().equals(service)) {
            return;
          }
          RollupKey key =
              switch (query.kind()) {
                case OPERATION ->
                    new RollupKey.Operation(
                        new ServiceName(service), operation, SpanKind.SERVER, "1", "");
                case EDGE ->
                    new RollupKey.Edge(new ServiceName(service), operation, callee, "GET /");
                default -> throw new AssertionError(query.kind());
              };
          all.add(new Series(key, List.of(new Point(0, rollup))));
        });
    return all;
  }
}
