package dev.headroom.app.crash;

import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.LogReader;
import dev.headroom.rollup.LogRow;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.store.Retention;
import dev.headroom.store.TraceInspector;
import dev.headroom.store.embedded.DuckDbSettings;
import dev.headroom.store.embedded.DuckDbStore;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What a stopped server left in its data directory.
///
/// @param operations spans by service and operation
/// @param routes traces by service and operation of their roots
/// @param counter the sum of the metric `orders`
/// @param records how many log records
/// @param distinctRecords how many different bodies they have
record StoredTotals(
    Map<String, Double> operations,
    Map<String, Double> routes,
    double counter,
    long records,
    long distinctRecords) {
  private static final int PAGE = 10_000;

  static StoredTotals read(Path data, TimeWindow window) {
    try (DuckDbStore store =
        DuckDbStore.open(data, DuckDbSettings.DEFAULT, Retention.DEFAULT, TraceInspector.blind())) {
      Map<String, Double> operations = new TreeMap<>();
      for (RollupReader.Series series : series(store, RollupKind.OPERATION, window)) {
        if (series.key() instanceof RollupKey.Operation key) {
          operations.merge(
              key.service() + " " + key.operation(), series.total().count(), Double::sum);
        }
      }
      Map<String, Double> routes = new TreeMap<>();
      for (RollupReader.Series series : series(store, RollupKind.ROUTE, window)) {
        if (series.key() instanceof RollupKey.Route key) {
          routes.merge(key.service() + " " + key.operation(), series.total().count(), Double::sum);
        }
      }
      double counter =
          series(store, RollupKind.METRIC, window).stream()
              .filter(s -> s.key() instanceof RollupKey.Metric key && key.metric().equals("orders"))
              .mapToDouble(s -> s.total().sum())
              .sum();
      Set<String> bodies = new HashSet<>();
      long records = 0;
      LogReader.Cursor before = null;
      while (true) {
        List<LogRow> page =
            store.logs().search(new LogReader.Search(window, null, 0, "", null, 0, before, PAGE));
        records += page.size();
        page.forEach(row -> bodies.add(row.body()));
        if (page.size() < PAGE) {
          break;
        }
        before = new LogReader.Cursor(page.getLast().timeNanos(), page.getLast().sequence());
      }
      return new StoredTotals(operations, routes, counter, records, bodies.size());
    }
  }

  private static List<RollupReader.Series> series(
      DuckDbStore store, RollupKind kind, TimeWindow window) {
    return store.rollups().read(new RollupReader.Query(kind, window, _ -> true, 0, false));
  }
}
