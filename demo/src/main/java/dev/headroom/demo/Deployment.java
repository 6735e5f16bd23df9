package dev.headroom.demo;

import dev.headroom.demo.shop.ReleaseVersion;
import java.time.Duration;
import java.util.List;

/// A new version that is rolled out while the demo runs.
///
/// @param after time since the traffic started, at normal speed
/// @param service what is replaced
/// @param version the new version
/// @param announced whether a pipeline tells Headroom; else only the traffic shows it
/// @param description what changed, for the announcement
record Deployment(
    Duration after, String service, ReleaseVersion version, boolean announced, String description) {

  /// The deployments of a run: one that costs something and is announced, one that helps and is
  /// not.
  static List<Deployment> planned() {
    return List.of(
        new Deployment(
            Duration.ofMinutes(4),
            "catalog",
            new ReleaseVersion(1, 5, 0),
            true,
            "Product pages show recommendations"),
        new Deployment(
            Duration.ofMinutes(9),
            "pricing",
            new ReleaseVersion(2, 1, 0),
            false,
            "Discount rules are looked up by product group"));
  }
}
