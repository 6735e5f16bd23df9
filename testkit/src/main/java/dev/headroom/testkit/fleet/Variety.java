package dev.headroom.testkit.fleet;

import dev.headroom.testkit.fleet.ServiceSpec.Endpoint;
import dev.headroom.testkit.fleet.ServiceSpec.HeapSpec;
import dev.headroom.testkit.fleet.Step.Cached;
import dev.headroom.testkit.fleet.Step.Cpu;
import dev.headroom.testkit.fleet.Step.External;
import dev.headroom.testkit.fleet.Step.Locked;
import dev.headroom.testkit.fleet.Step.Maybe;
import dev.headroom.testkit.fleet.Step.Parallel;
import dev.headroom.testkit.fleet.Step.Query;
import dev.headroom.testkit.fleet.Step.Repeat;
import dev.headroom.testkit.fleet.Step.Sequence;
import dev.headroom.testkit.fleet.Step.Transaction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Makes every shop a different one: fast and slow services and databases, steady and spread times,
/// small and large heaps, good and very good caches, rare and less rare failures, locks that are
/// held for a moment. Nothing of it is a trouble.
final class Variety {
  private final Random random;
  private final Map<String, Double> databases = new HashMap<>();
  private double pace;
  private double spread;

  private Variety(Random random) {
    this.random = random;
  }

  static void apply(FleetPlan plan, Random random) {
    Variety variety = new Variety(random);
    plan.services.values().forEach(variety::service);
  }

  private void service(ServiceSpec spec) {
    pace = factor(0.35);
    spread = 0.7 + 0.8 * random.nextDouble();
    boolean locks = random.nextDouble() < 0.2;
    for (Endpoint endpoint : List.copyOf(spec.endpoints.values())) {
      Step body = varied(endpoint.body());
      if (locks) {
        body = new Sequence(List.of(new Locked("stats", 0.4, 0.3), body));
      }
      double errors = random.nextDouble() < 0.2 ? 0.004 : endpoint.errorShare();
      spec.failing(endpoint.name(), errors, endpoint.failFrom(), body);
    }
    if (locks) {
      spec.locks.add("stats");
    }
    double heap = factor(0.5);
    spec.heap =
        new HeapSpec(
            1024 * heap,
            (120 + 300 * random.nextDouble()) * heap,
            0,
            1 + 6 * random.nextDouble(),
            400 * heap,
            3 + 8 * random.nextDouble(),
            0.02 + 0.03 * random.nextDouble());
  }

  private double factor(double sigma) {
    return Math.exp(sigma * Math.clamp(random.nextGaussian(), -2, 2));
  }

  private double database(String name) {
    return databases.computeIfAbsent(name, _ -> factor(0.4));
  }

  private Step varied(Step step) {
    return switch (step) {
      case Cpu cpu -> new Cpu(cpu.ms() * pace, cpu.cv() * spread);
      case Sequence sequence -> new Sequence(varied(sequence.steps()));
      case Parallel parallel -> new Parallel(varied(parallel.steps()));
      case Repeat repeat -> new Repeat(repeat.least(), repeat.most(), varied(repeat.step()));
      case Maybe maybe -> new Maybe(maybe.share(), varied(maybe.step()));
      case Query query ->
          new Query(
              query.database(),
              query.text(),
              query.ms() * database(query.database()),
              query.cv() * spread,
              query.growth(),
              query.rowsLeast(),
              query.rowsMost(),
              query.literal());
      case Transaction transaction ->
          new Transaction(transaction.database(), varied(transaction.body()));
      case Cached cached ->
          new Cached(
              cached.get(),
              1 - (1 - cached.hitRate()) * (0.5 + 1.5 * random.nextDouble()),
              varied(cached.otherwise()),
              cached.set());
      case External external ->
          new External(
              external.host(),
              external.path(),
              external.ms() * factor(0.3),
              external.cv(),
              external.slowFrom(),
              external.slowMs());
      case Step.Command _, Step.Call _, Step.Publish _, Locked _ -> step;
    };
  }

  private List<Step> varied(List<Step> steps) {
    return steps.stream().map(this::varied).toList();
  }
}
