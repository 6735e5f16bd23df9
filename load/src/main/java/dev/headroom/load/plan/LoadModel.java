package dev.headroom.load.plan;

import dev.headroom.load.arrival.RateFunction;
import dev.headroom.load.arrival.Spacing;
import java.time.Duration;

/// What decides when requests start.
public sealed interface LoadModel {

  /// Scenarios start at a rate, whether or not earlier ones have ended: the load of the world.
  record Open(RateFunction rate, Spacing spacing) implements LoadModel {}

  /// A number of users who wait for each answer, and then a while: load that slows down when the
  /// target does.
  record Closed(int users, Duration think) implements LoadModel {
    public Closed {
      if (users < 1 || users > 100_000) {
        throw Amounts.wrong("users", users, "1 to 100000");
      }
      if (think.isNegative()) {
        throw Amounts.wrong("think", think, "no time or some");
      }
    }
  }
}
