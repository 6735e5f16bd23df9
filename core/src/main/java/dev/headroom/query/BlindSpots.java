package dev.headroom.query;

import dev.headroom.query.view.AnalysesView.BlindSpot;
import dev.headroom.query.view.TelemetryQualityView;
import dev.headroom.query.view.TelemetryQualityView.Check;
import dev.headroom.query.view.TelemetryQualityView.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which troubles cannot be seen because services do not tell enough; stateless.
final class BlindSpots {
  private BlindSpots() {}

  /// What a check of telemetry quality that fails makes invisible.
  private record Unseen(String missing, String troubles) {}

  private static final Map<String, Unseen> BY_CHECK = byCheck();

  private static Map<String, Unseen> byCheck() {
    Map<String, Unseen> all = new LinkedHashMap<>();
    all.put(
        "traces",
        new Unseen(
            "traces",
            "repeated, serial and duplicate calls, retries, slow dependencies, tails of fan-outs"));
    all.put(
        "metrics",
        new Unseen(
            "metrics",
            "saturation, pools that run dry, lock contention, garbage collection, memory leaks"));
    all.put(
        "runtime-metrics",
        new Unseen(
            "metrics of the runtime",
            "saturation, lock contention, garbage collection, memory leaks"));
    all.put("pool-metrics", new Unseen("metrics of connection pools", "pools that run dry"));
    all.put("logs", new Unseen("logs", "new sorts of errors"));
    all.put(
        "db-statement",
        new Unseen(
            "statements of database calls",
            "repeated and duplicate queries told apart by statement, missing indexes"));
    all.put("service-version", new Unseen("the version", "regressions by version"));
    all.put("service-instance", new Unseen("the instance", "uneven instances"));
    return all;
  }

  static List<BlindSpot> of(TelemetryQualityView quality) {
    List<BlindSpot> spots = new ArrayList<>();
    BY_CHECK.forEach((id, unseen) -> {
      List<String> services = new ArrayList<>();
      String fix = "";
      for (TelemetryQualityView.ServiceQuality service : quality.services()) {
        for (Check check : service.checks()) {
          if (check.id().equals(id) && check.state() == State.MISSING) {
            services.add(service.service());
            fix = check.fix();
          }
        }
      }
      if (!services.isEmpty()) {
        services.sort(null);
        spots.add(new BlindSpot(unseen.missing(), services, unseen.troubles(), fix));
      }
    });
    return spots;
  }
}
