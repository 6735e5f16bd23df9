package dev.headroom.app;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;

/// The result of a search for a ceiling, as it is sent to the server.
final class CapacityTestJson {
  /// Its id.
  static final String ID = "2026-11-25-search-7f3a";

  private static final JsonMapper JSON = new JsonMapper();
  private static final double[] RATES = {50, 100, 200, 300, 400, 800, 600, 440, 410, 430, 420};
  private static final double COMPLETES = 470;

  private CapacityTestJson() {}

  /// A search that found 420 per second (405 to 440) of a target that completes 470.
  ///
  /// @param scale by which all rates are multiplied
  static String search(String service, String operation, double scale) {
    ObjectNode test = JSON.createObjectNode();
    test.put("id", ID).put("at", Instant.now().minus(Duration.ofHours(2)).toString());
    test.put("kind", "search").put("target", "http://" + service + ".staging:8080/17");
    test.put("service", service).put("operation", operation);
    test.put("version", "1.4.2").put("environment", "staging").put("objective", "p99<300ms");
    test.put("answer", "holds p99 < 300 ms up to the ceiling (95 % interval: −4 % to +5 %)");
    test.putArray("details").add("the limit looks like a pool that is full");
    test.put("perSecond", scaled(420, scale)).put("low", scaled(405, scale));
    test.put("high", scaled(440, scale)).put("capacityPerSecond", scaled(COMPLETES, scale));
    for (double rate : RATES) {
      double completed = Math.min(rate, COMPLETES);
      double inFlight = 0.038 * completed / (1 - 0.93 * completed / COMPLETES) * (rate / completed);
      test.withArray("points")
          .addObject()
          .put("ratePerSecond", scaled(rate, scale))
          .put("lengthSeconds", 30)
          .put("throughputPerSecond", scaled(completed, scale))
          .put("inFlight", inFlight)
          .put("p50Nanos", Math.round(1e9 * inFlight / completed))
          .put("p99Nanos", Math.round(3.2e9 * inFlight / completed))
          .put("failedShare", rate > COMPLETES ? 0.012 : 0)
          .put(
              "verdict",
              rate > COMPLETES
                  ? "overloaded"
                  : rate > 425 ? "breaks" : rate > 415 ? "undecided" : "holds");
    }
    test.putArray("doubts").add("the generator was 4 ms late in one step");
    test.put(
        "command",
        "headroom load search --target http://%s.staging:8080/17 --objective p99<300ms"
            .formatted(service));
    test.putObject("document").put("form", 1);
    return test.toString();
  }

  private static double scaled(double rate, double scale) {
    return Math.round(rate * scale * 1e6) / 1e6;
  }
}
