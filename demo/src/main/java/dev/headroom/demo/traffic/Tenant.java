package dev.headroom.demo.traffic;

import java.util.List;

/// A company that buys in the shop.
///
/// @param name the value of the attribute `headroom.tenant`
/// @param segment the value of the attribute `headroom.segment`
/// @param share relative part of the traffic
/// @param basketLines how many lines its standing baskets have
public record Tenant(String name, String segment, int share, int basketLines) {

  /// All customers: two large, four middle-sized, six small.
  public static List<Tenant> all() {
    return List.of(
        new Tenant("globex", "enterprise", 300, 24),
        new Tenant("umbrella-foods", "enterprise", 170, 18),
        new Tenant("acme", "pro", 120, 10),
        new Tenant("initech", "pro", 90, 9),
        new Tenant("hooli", "pro", 70, 8),
        new Tenant("stark-tools", "pro", 60, 12),
        new Tenant("wayne-garden", "pro", 45, 6),
        new Tenant("tyrell-optics", "free", 40, 4),
        new Tenant("soylent", "free", 35, 3),
        new Tenant("vandelay", "free", 30, 5),
        new Tenant("cyberdyne", "free", 25, 3),
        new Tenant("dunder-paper", "free", 15, 4));
  }
}
