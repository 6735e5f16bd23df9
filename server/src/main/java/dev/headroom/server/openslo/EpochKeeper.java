package dev.headroom.server.openslo;

import dev.headroom.slo.Indicator;
import dev.headroom.slo.Objective;
import dev.headroom.slo.Slo;
import dev.headroom.slo.SloName;
import dev.headroom.store.SloDocuments;
import dev.headroom.store.SloDocuments.Epoch;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Keeps since when each objective counts with its indicator. Not thread-safe.
final class EpochKeeper {
  private final SloDocuments store;
  private final InstantSource clock;

  private record Place(SloName slo, String objective) {}

  EpochKeeper(SloDocuments store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /// Begins an epoch for each objective that is new or has another indicator than before, and ends
  /// those of objectives that are gone.
  void keep(List<Slo> slos) {
    Map<Place, String> known = new LinkedHashMap<>();
    for (Epoch epoch : store.epochs()) {
      known.put(new Place(epoch.slo(), epoch.objective()), epoch.indicator());
    }
    Instant now = clock.instant();
    List<Epoch> begun = new ArrayList<>();
    for (Slo slo : slos) {
      for (Objective objective : slo.objectives()) {
        String text = text(objective.indicator());
        String before = known.remove(new Place(slo.name(), objective.name()));
        if (!text.equals(before)) {
          begun.add(new Epoch(slo.name(), objective.name(), text, now));
        }
      }
    }
    known.forEach((place, indicator) -> {
      if (!indicator.isEmpty()) {
        begun.add(new Epoch(place.slo(), place.objective(), "", now));
      }
    });
    if (!begun.isEmpty()) {
      store.begin(begun);
    }
  }

  /// An indicator as one line, the same for equal ones.
  static String text(Indicator indicator) {
    return switch (indicator) {
      case Indicator.Counted counted ->
          "spans of " + counted.spec().service() + ": " + counted.spec().text();
      case Indicator.Ratio _,
          Indicator.RawRatio _,
          Indicator.Threshold _,
          Indicator.Throughput _,
          Indicator.Freshness _ ->
          indicator.toString();
    };
  }
}
