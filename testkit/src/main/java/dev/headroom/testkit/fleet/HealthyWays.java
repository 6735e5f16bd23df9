package dev.headroom.testkit.fleet;

import static dev.headroom.testkit.fleet.Parts.cpu;
import static dev.headroom.testkit.fleet.Parts.query;

import dev.headroom.testkit.fleet.Step.Cpu;
import dev.headroom.testkit.fleet.Step.Maybe;
import dev.headroom.testkit.fleet.Step.Repeat;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/// Makes a shop lively without making it sick.
final class HealthyWays {
  private static final double GENTLE = 0.3;
  private static final double GENTLE_HOURS = 5;

  private HealthyWays() {}

  static void apply(
      Set<Healthy> ways, FleetPlan plan, FleetClock clock, double scale, Random random) {
    double phase = random.nextDouble();
    plan.curve =
        ways.contains(Healthy.STEADY)
            ? _ -> 1
            : wave(
                ways.contains(Healthy.DAY_CURVE) ? 0.5 : GENTLE,
                ways.contains(Healthy.DAY_CURVE) ? 24 : GENTLE_HOURS,
                phase);
    if (ways.contains(Healthy.BURSTS)) {
      plan.curve = bursts(plan.curve, clock, random);
    }
    if (ways.contains(Healthy.SAMPLED)) {
      plan.sampled = 0.2;
    }
    if (ways.contains(Healthy.DEPLOYS)) {
      deploys(plan, clock, random);
    }
    if (ways.contains(Healthy.CRON)) {
      cron(plan);
    }
    if (ways.contains(Healthy.MIXED)) {
      mixed(plan);
    }
    if (ways.contains(Healthy.BUSY)) {
      busy(plan, scale);
    }
  }

  private static FleetPlan.Curve wave(double amplitude, double hours, double phase) {
    return now -> 1 + amplitude * Math.sin(2 * Math.PI * (now / (hours * FleetClock.HOUR) + phase));
  }

  /// Twice the load for three minutes of every half hour or so.
  private static FleetPlan.Curve bursts(FleetPlan.Curve base, FleetClock clock, Random random) {
    int slots = clock.hours() * 2;
    long[] from = new long[slots];
    for (int i = 0; i < slots; i++) {
      from[i] = clock.startNanos() + (30L * i + random.nextInt(26)) * FleetClock.MINUTE;
    }
    return now -> {
      int slot = Math.clamp((now - clock.startNanos()) / (30 * FleetClock.MINUTE), 0, slots - 1);
      boolean inside = now >= from[slot] && now < from[slot] + 3 * FleetClock.MINUTE;
      return base.at(now) * (inside ? 2 : 1);
    };
  }

  private static void deploys(FleetPlan plan, FleetClock clock, Random random) {
    for (String service : new String[] {"catalog", "cart", "orders", "web"}) {
      double when = 0.15 + 0.6 * random.nextDouble();
      plan.deploys.add(new FleetPlan.Deploy(service, "1.1.0", clock.inWindow(when), 1));
    }
  }

  /// A report every quarter of an hour: a root without caller that asks the database in pages.
  private static void cron(FleetPlan plan) {
    ServiceSpec mailer = plan.service("mailer");
    mailer.on(
        "run nightly-report",
        cpu(20),
        new Repeat(
            4,
            4,
            Parts.sequence(
                query(
                    Shop.SALES_DB,
                    "SELECT * FROM orders WHERE id > ? ORDER BY id LIMIT 500",
                    120,
                    500,
                    500),
                cpu(40))));
    plan.load("mailer", "run nightly-report", 1.0 / 900);
  }

  /// One in eight product pages and carts is heavy.
  private static void mixed(FleetPlan plan) {
    for (String[] place :
        new String[][] {{"catalog", "GET /products"}, {"cart", "GET /carts/{id}"}}) {
      ServiceSpec service = plan.service(place[0]);
      Step body = Objects.requireNonNull(service.endpoints.get(place[1])).body();
      service.on(place[1], new Maybe(0.12, new Cpu(180, 0.5)), body);
    }
  }

  /// Three quarters of eight cores are in use, and hardly ever all of them.
  private static void busy(FleetPlan plan, double scale) {
    ServiceSpec recommend = plan.service("recommend");
    recommend.replicas = 1;
    recommend.cores = 16;
    recommend.workers = 100;
    double ms = 1_000 * 0.55 * recommend.cores / Shop.rate("recommend", scale);
    recommend.on("GET /recommendations", new Cpu(ms, 0.3));
  }
}
