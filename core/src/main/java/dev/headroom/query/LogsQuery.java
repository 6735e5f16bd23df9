package dev.headroom.query;

import dev.headroom.base.ServiceName;
import dev.headroom.query.view.Chart;
import dev.headroom.query.view.Line;
import dev.headroom.query.view.LogsView;
import dev.headroom.rollup.LogReader;
import dev.headroom.rollup.LogRow;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey.Template;
import dev.headroom.rollup.RollupKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Answers searches for log records.
final class LogsQuery {
  private static final List<String> LEVELS =
      List.of("fatal", "error", "warn", "info", "debug", "trace", "unknown");

  private final Sources sources;
  private final Rollups rollups;

  LogsQuery(Sources sources) {
    this.sources = sources;
    this.rollups = new Rollups(sources);
  }

  LogsView logs(LogSearch search) {
    Directory directory = new Directory(sources.keys());
    ServiceName service = search.service();
    if (service != null) {
      directory.require(service);
    }
    String cursor = search.cursor();
    List<LogRow> found = sources.logs().search(search(search, cursor));
    Grid grid = Grid.list(search.window(), sources.clock().instant(), sources.retention());
    return new LogsView(
        grid.view(),
        found.stream().map(LogViews::of).toList(),
        found.size() < search.limit()
            ? null
            : Cursors.write('l', found.getLast().timeNanos(), found.getLast().sequence()),
        histogram(grid, search, directory),
        directory.serviceNames(),
        found.isEmpty() && cursor == null ? Hints.noLogs(directory) : List.of());
  }

  private static LogReader.Search search(LogSearch search, @Nullable String cursor) {
    LogReader.Cursor before = null;
    if (cursor != null) {
      long[] numbers = Cursors.read('l', 2, cursor);
      before = new LogReader.Cursor(numbers[0], numbers[1]);
    }
    return new LogReader.Search(
        search.window(),
        search.service(),
        search.minSeverity(),
        search.text(),
        search.trace(),
        search.template(),
        before,
        search.limit());
  }

  private Chart histogram(Grid grid, LogSearch search, Directory directory) {
    ServiceName service = search.service();
    Map<String, Timeline> levels =
        rollups.within(
            RollupKind.TEMPLATE,
            Template.class,
            grid,
            key ->
                (service == null || key.service().equals(service))
                    && (key.severity() + 3 >= search.minSeverity() || search.minSeverity() == 0)
                    && (search.template() == 0 || directory.number(key) == search.template()),
            LogsQuery::level);
    List<Line> lines = new ArrayList<>();
    for (String level : LEVELS) {
      Timeline timeline = levels.get(level);
      if (timeline != null) {
        lines.add(timeline.line(level, "{record}", i -> count(timeline.slice(i))));
      }
    }
    return new Chart(grid.start(), grid.step(), lines);
  }

  private static String level(Template key) {
    String level = Severities.level(key.severity()).toLowerCase(Locale.ROOT);
    return level.isEmpty() ? "unknown" : level;
  }

  static Double count(@Nullable Rollup slice) {
    return slice == null ? 0.0 : slice.count();
  }
}
