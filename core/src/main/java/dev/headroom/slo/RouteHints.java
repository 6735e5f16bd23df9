package dev.headroom.slo;

import dev.headroom.base.PlainText;
import dev.headroom.stat.Sketch;
import java.util.regex.Pattern;

/// Tells routes that make no promise to customers from those that do.
final class RouteHints {
  private static final Pattern HEALTH =
      Pattern.compile(
          "(^|\\s)/?(-/)?(health|healthz|healthcheck|ready|readyz|readiness|live|livez|liveness"
              + "|metrics|ping|actuator|favicon[^/\\s]*)(/\\S*)?$|grpc\\.health\\.",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern STREAM =
      Pattern.compile(
          "websocket|event-?stream|server-sent|(^|[/\\s])(ws|sse|stream|streams|subscribe|watch)(/|$)"
              + "|/(Stream|Subscribe|Watch)[A-Z][A-Za-z]*$");

  /// As the semantic conventions name the span of asking a queue for messages.
  private static final Pattern ASKING =
      Pattern.compile("^(receive|poll)\\s|\\s(receive|poll)$", Pattern.CASE_INSENSITIVE);

  /// Timeouts that people choose, in seconds.
  private static final int[] ROUND_TIMEOUTS = {
    10, 15, 20, 25, 30, 45, 50, 55, 60, 90, 100, 120, 180, 240, 300, 600
  };

  private static final double TIMEOUT_TOLERANCE = 0.03;
  private static final double LONG_POLL_SHARE = 0.3;

  private RouteHints() {}

  /// Why there is nothing to promise; empty when there is.
  static String reasonAgainst(RouteHistory route) {
    if (!route.customerFacing()) {
      return "no customer hits it: only other services call it";
    }
    if (HEALTH.matcher(route.operation()).find()) {
      return "by its name it is a health check or for machines only";
    }
    if (route.kind() == RouteHistory.Kind.STREAM || STREAM.matcher(route.operation()).find()) {
      return "it is a stream: how long it stays open says nothing of how well it works";
    }
    if (route.kind() == RouteHistory.Kind.MESSAGE && ASKING.matcher(route.operation()).find()) {
      return "it only asks a queue for messages, and waits by design";
    }
    return route.kind() == RouteHistory.Kind.REQUEST ? longPoll(route.durations()) : "";
  }

  private static String longPoll(Sketch durations) {
    for (int seconds : ROUND_TIMEOUTS) {
      double nanos = seconds * 1e9;
      double share =
          durations.shareAtOrBelow(nanos * (1 + TIMEOUT_TOLERANCE))
              - durations.shareAtOrBelow(nanos * (1 - TIMEOUT_TOLERANCE));
      if (share >= LONG_POLL_SHARE) {
        return "it waits by design (long poll): "
            + PlainText.percent(share)
            + " of its durations lie within 3 % of "
            + seconds
            + " s";
      }
    }
    return "";
  }
}
