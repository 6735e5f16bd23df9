package dev.headroom.engine.analysis;

import dev.headroom.analysis.ModelView;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.finding.FindingRecord;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Which services told enough lately for silence about them to mean something. A finding about a
/// service that sends nothing, or hardly anything, is not gone: nobody knows.
final class Heard {
  private static final Duration LATELY = Duration.ofMinutes(15);

  /// Spans, or points of metrics, in a quarter of an hour.
  private static final long ENOUGH = 30;

  private final Map<ServiceName, Long> items;

  private Heard(Map<ServiceName, Long> items) {
    this.items = items;
  }

  /// Reads about the services of some findings only.
  static Heard in(ModelView view, List<FindingRecord> records) {
    Map<ServiceName, Long> items = new HashMap<>();
    if (!records.isEmpty()) {
      Set<ServiceName> asked =
          records.stream()
              .map(record -> record.finding().subject().service())
              .collect(Collectors.toSet());
      TimeWindow lately = TimeWindow.endingAt(view.window().to(), LATELY);
      for (RollupKind kind : List.of(RollupKind.OPERATION, RollupKind.METRIC)) {
        view.rollups()
            .read(
                new RollupReader.Query(
                    kind, lately, key -> asked.contains(key.service()), 0, false))
            .forEach(series ->
                items.merge(series.key().service(), series.total().observed(), Long::sum));
      }
    }
    return new Heard(items);
  }

  boolean of(ServiceName service) {
    return items.getOrDefault(service, 0L) >= ENOUGH;
  }
}
