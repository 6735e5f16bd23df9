package dev.headroom.query.view;

/// How long things took, in nanoseconds; quantiles are within 1 % of the exact value.
public record Latency(
    long meanNanos,
    long p50Nanos,
    long p90Nanos,
    long p95Nanos,
    long p99Nanos,
    long p999Nanos,
    long maxNanos) {
  public Latency {
    Valid.nanos("meanNanos", meanNanos);
    Valid.nanos("p50Nanos", p50Nanos);
    Valid.nanos("maxNanos", maxNanos);
  }
}
