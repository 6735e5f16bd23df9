package dev.headroom.testkit.fleet;

import dev.headroom.testkit.fleet.Step.Cached;
import dev.headroom.testkit.fleet.Step.Command;
import dev.headroom.testkit.fleet.Step.Cpu;
import dev.headroom.testkit.fleet.Step.Literal;
import dev.headroom.testkit.fleet.Step.Query;
import dev.headroom.testkit.fleet.Step.Sequence;
import java.util.List;

/// Ordinary steps in few words.
final class Parts {
  /// Services of a small fleet work for longer per request, so that few requests use something up.
  private static final double CPU_SCALE = 2;

  private Parts() {}

  static Step cpu(double ms) {
    return new Cpu(ms * CPU_SCALE, 0.5);
  }

  static Step sequence(Step... steps) {
    return new Sequence(List.of(steps));
  }

  static Step query(String database, String text, double ms, int rowsLeast, int rowsMost) {
    return new Query(database, text, ms, 0.6, 1, rowsLeast, rowsMost, Literal.FRESH);
  }

  static Step cached(String key, double hitRate, Step otherwise) {
    return new Cached(
        new Command(Shop.CACHE, "GET " + key, 0.7),
        hitRate,
        otherwise,
        new Command(Shop.CACHE, "SET " + key, 0.8));
  }
}
