package dev.headroom.slo;

import dev.headroom.base.ServiceName;
import dev.headroom.rollup.SliSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Objectives and events for tests.
final class Slos {
  static final long DAY = 1_440;
  static final long START = Instant.parse("2026-03-01T00:00:00Z").getEpochSecond() / 60;
  static final Indicator INDICATOR =
      new Indicator.Counted(SliSpec.availability(new ServiceName("shop"), "GET /cart"));
  static final Period MONTH = new Period.Rolling(Duration.ofDays(30));

  private Slos() {}

  static Slo slo(double target, Period period, Budgeting budgeting, List<BurnRule> rules) {
    return new Slo(
        new SloName("cart"),
        "Cart",
        "",
        new ServiceName("shop"),
        Map.of(),
        period,
        List.of(new Objective("availability", INDICATOR, target, budgeting, 1)),
        rules,
        List.of(),
        "");
  }

  /// With the standard rules over 30 days.
  static Slo standard(double target) {
    return slo(
        target, MONTH, new Budgeting.Occurrences(), BurnRules.standard(MONTH, target).rules());
  }

  /// With one of the standard rules.
  static Slo only(double target, String rule) {
    return slo(
        target,
        MONTH,
        new Budgeting.Occurrences(),
        BurnRules.standard(MONTH, target).rules().stream()
            .filter(each -> each.name().equals(rule))
            .toList());
  }

  static Instant at(long minute) {
    return Instant.ofEpochSecond(minute * 60);
  }

  /// The same in every minute, from [#START] on.
  static SliSeries constant(long minutes, double perMinute, double badShare) {
    SliSeries series = new SliSeries(START, (int) minutes);
    add(series, 0, minutes, perMinute, badShare);
    return series;
  }

  static void add(SliSeries series, long from, long to, double perMinute, double badShare) {
    for (long i = from; i < to; i++) {
      series.add(START + i, perMinute * (1 - badShare), perMinute);
    }
  }

  /// Poisson arrivals, each bad by chance.
  static void addRandom(
      SliSeries series, long from, long to, double perMinute, double badShare, Random random) {
    for (long i = from; i < to; i++) {
      int good = poisson(perMinute * (1 - badShare), random);
      series.add(START + i, good, good + poisson(perMinute * badShare, random));
    }
  }

  static int poisson(double mean, Random random) {
    if (mean > 50) {
      return (int) Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
    }
    double limit = Math.exp(-mean);
    double product = random.nextDouble();
    int count = 0;
    while (product > limit) {
      product *= random.nextDouble();
      count++;
    }
    return count;
  }

  static SloTracker tracker(Slo slo, SliSeries series, Correction... corrections) {
    SloTracker tracker = new SloTracker(slo, List.of(corrections));
    tracker.replace(Map.of(INDICATOR, series));
    return tracker;
  }

  static ObjectiveEvaluation evaluate(Slo slo, SliSeries series, Correction... corrections) {
    return tracker(slo, series, corrections)
        .evaluate(at(series.firstMinute() + series.minutes()))
        .objectives()
        .getFirst();
  }

  static SloSimulation simulate(Slo slo, SliSeries series) {
    return SloSimulation.of(slo, Map.of(INDICATOR, series), List.of());
  }
}
