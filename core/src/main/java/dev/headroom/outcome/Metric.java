package dev.headroom.outcome;

/// What a proof looks at, per slice of time. Less is better for all of them.
public enum Metric {
  /// Median of the route's response time.
  P50("p50 of the response time"),
  /// 95th percentile of the route's response time.
  P95("p95 of the response time"),
  /// The share of the route's requests that fail.
  ERROR_SHARE("share of failed requests"),
  /// Calls that the service makes for one request of the route.
  CALLS_PER_REQUEST("calls per request");

  private final String words;

  Metric(String words) {
    this.words = words;
  }

  public String words() {
    return words;
  }
}
