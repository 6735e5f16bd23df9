package dev.headroom.demo.trouble;

import java.util.Arrays;
import java.util.stream.Collectors;

/// A flaw of the shop that can be switched on and off while it runs.
///
/// Every trouble is a real code path: a real lock, pool, missing index or growing list.
public enum Trouble {
  N_PLUS_ONE(
      "n-plus-one",
      "cart",
      "reads each cart line's product with a query of its own instead of one join"),
  MISSING_INDEX(
      "missing-index",
      "catalog",
      "drops the index behind the search, so every search scans the keyword table"),
  SINGLE_THREAD_WORKER(
      "single-thread-worker",
      "payments",
      "passes every charge through one worker thread, one after the other"),
  SMALL_POOL(
      "small-pool",
      "orders",
      "shrinks the orders connection pool from 12 to 2, held during the payment call"),
  BAD_CACHE_KEY(
      "bad-cache-key",
      "catalog",
      "puts the request id into the cache key, so the product cache never hits"),
  RETRY_STORM(
      "retry-storm",
      "storefront",
      "retries pricing at once up to 8 times while pricing admits only two evaluations at a time"),
  SLOW_DEPENDENCY(
      "slow-dependency",
      "payments",
      "makes the external payment provider answer about seven times slower"),
  MEMORY_LEAK(
      "memory-leak",
      "inventory",
      "keeps a record of every stock request for ever, until the process runs out of heap");

  private final String key;
  private final String service;
  private final String effect;

  Trouble(String key, String service, String effect) {
    this.key = key;
    this.service = service;
    this.effect = effect;
  }

  /// The name used on the command line, in the environment and in URLs.
  public String key() {
    return key;
  }

  /// The service where the trouble shows first.
  public String service() {
    return service;
  }

  /// What the trouble does, in one clause.
  public String effect() {
    return effect;
  }

  /// Finds a trouble by its key.
  ///
  /// @throws IllegalArgumentException naming the known keys, when there is no such trouble
  public static Trouble named(String key) {
    return Arrays.stream(values())
        .filter(trouble -> trouble.key.equals(key))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "unknown trouble '" + key + "', expected one of " + keys()));
  }

  private static String keys() {
    return Arrays.stream(values()).map(Trouble::key).collect(Collectors.joining(", "));
  }
}
