package dev.headroom.analysis.instances;

import dev.headroom.analysis.MetricSeries;
import dev.headroom.analysis.Metrics;
import dev.headroom.analysis.ModelView;
import dev.headroom.analysis.PlainNumbers;
import dev.headroom.analysis.Words;
import dev.headroom.base.ServiceName;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What instances were given, as far as their metrics tell: processors, heap, connections.
final class InstanceSettings {
  private static final String CORES = "jvm.cpu.count";
  private static final String HEAP = "jvm.memory.limit";
  private static final String POOL = "db.client.connection.max";

  private final Metrics metrics;

  InstanceSettings(ModelView view) {
    metrics =
        Metrics.read(
            view, view.window(), Duration.ofHours(1).toSeconds(), Set.of(CORES, HEAP, POOL));
  }

  /// `4 processors, 512 MiB heap, 10 connections`; empty when nothing is told.
  String of(ServiceName service, String instance) {
    Map<String, Double> told = new TreeMap<>();
    for (String metric : new String[] {CORES, HEAP, POOL}) {
      for (MetricSeries series : metrics.of(service, metric)) {
        boolean nonHeap = series.attribute("jvm.memory.type").equals("non_heap");
        if (Metrics.instance(series).equals(instance) && !nonHeap && !series.points().isEmpty()) {
          told.merge(metric, series.points().getLast().value().last(), Math::max);
        }
      }
    }
    StringBuilder text = new StringBuilder();
    add(text, told.get(CORES), value -> PlainNumbers.number(value) + " processors");
    add(text, told.get(HEAP), value -> Words.bytes(value) + " heap");
    add(text, told.get(POOL), value -> PlainNumbers.number(value) + " connections");
    return text.toString();
  }

  private interface Wording {
    String of(double value);
  }

  private static void add(StringBuilder text, @Nullable Double value, Wording wording) {
    if (value != null) {
      text.append(text.isEmpty() ? "" : ", ").append(wording.of(value));
    }
  }
}
