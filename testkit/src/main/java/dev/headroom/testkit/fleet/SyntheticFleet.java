package dev.headroom.testkit.fleet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// A fleet to be simulated: which troubles it has, how it is healthy, how long it is watched. The
/// same settings and seed give the same telemetry. Immutable.
///
/// By default an hour of history and a window of 2 hours are simulated, with 4 requests per second
/// on eight routes; troubles that need time to show get more hours and less load.
///
/// @param strength of the troubles, 0 (hardly to be seen) to 1 (glaring)
/// @param historyHours before the analysed window
/// @param perSecond requests from outside, on average
public record SyntheticFleet(
    Set<Trouble> troubles,
    Set<Healthy> ways,
    long seed,
    double strength,
    int historyHours,
    int windowHours,
    double perSecond) {
  private static final double SHOP_PER_SECOND = 3;

  public SyntheticFleet {
    troubles = Set.copyOf(troubles);
    ways = Set.copyOf(ways);
    if (!(strength >= 0 && strength <= 1)) {
      throw new IllegalArgumentException("strength " + strength + "; expected 0 to 1");
    }
    if (historyHours < 1 || windowHours < 1 || !(perSecond > 0)) {
      throw new IllegalArgumentException(
          historyHours + " h, " + windowHours + " h, " + perSecond + "/s; expected more than 0");
    }
  }

  /// A fleet with these troubles.
  public static SyntheticFleet with(Trouble... troubles) {
    Set<Trouble> all = EnumSet.noneOf(Trouble.class);
    all.addAll(Arrays.asList(troubles));
    boolean slow =
        all.contains(Trouble.MEMORY_LEAK)
            || all.contains(Trouble.MISSING_INDEX)
            || all.contains(Trouble.DRIFTED_REPLICA);
    return new SyntheticFleet(all, Set.of(), 1, 0.6, slow ? 2 : 1, slow ? 6 : 2, slow ? 1.5 : 4);
  }

  /// A fleet without troubles.
  public static SyntheticFleet healthy(Healthy... ways) {
    return with().in(ways);
  }

  /// The same with these ways of being healthy on top.
  public SyntheticFleet in(Healthy... more) {
    Set<Healthy> all = EnumSet.noneOf(Healthy.class);
    all.addAll(ways);
    all.addAll(Arrays.asList(more));
    return new SyntheticFleet(troubles, all, seed, strength, historyHours, windowHours, perSecond);
  }

  public SyntheticFleet seed(long number) {
    return new SyntheticFleet(
        troubles, ways, number, strength, historyHours, windowHours, perSecond);
  }

  public SyntheticFleet strength(double value) {
    return new SyntheticFleet(troubles, ways, seed, value, historyHours, windowHours, perSecond);
  }

  public SyntheticFleet hours(int history, int window) {
    return new SyntheticFleet(troubles, ways, seed, strength, history, window, perSecond);
  }

  public SyntheticFleet perSecond(double rate) {
    return new SyntheticFleet(troubles, ways, seed, strength, historyHours, windowHours, rate);
  }

  /// Simulates it.
  public FleetRun run() {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
    double rate = ways.contains(Healthy.SMALL) ? perSecond / 20 : perSecond;
    double scale = rate / SHOP_PER_SECOND;
    FleetClock clock =
        new FleetClock(
            FleetClock.MONDAY + random.nextInt(5 * 24) * FleetClock.HOUR,
            historyHours,
            windowHours);
    FleetPlan plan = Shop.plan(scale, random);
    Variety.apply(plan, random);
    HealthyWays.apply(ways, plan, clock, scale, random);
    Planting planting = new Planting(plan, clock, scale, strength, random);
    List<Truth.Planted> planted = new ArrayList<>();
    EnumSet<Trouble> ordered = EnumSet.noneOf(Trouble.class);
    ordered.addAll(troubles);
    ordered.forEach(trouble -> planted.add(planting.plant(trouble)));
    return new Simulation(plan, clock, seed, random).run(planted);
  }
}
