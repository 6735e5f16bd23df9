package dev.headroom.query;

import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.query.view.ChangeView;
import dev.headroom.query.view.Chart;
import dev.headroom.query.view.TemplateRow;
import dev.headroom.query.view.TemplatesView;
import dev.headroom.rollup.RollupKey.Template;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.signal.ChangeEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Answers what the logs say, and what they say that they never said before.
///
/// New is what first occurs after the last deploy of its service in the window (or after the
/// window's start, without one) or only in that version's records, looking back a day before that.
/// A service whose logs begin less than ten minutes before has nothing to compare with, and nothing
/// of it is new.
final class TemplatesQuery {
  /// More than any count, and little enough that counts still tell new ones apart.
  private static final double NEW_FIRST = 1e15;

  private static final Duration LOOK_BACK = Duration.ofDays(1);

  /// What a service said in less time before the change is no measure of what it usually says.
  private static final Duration BASELINE = Duration.ofMinutes(10);

  private final Sources sources;
  private final Rollups rollups;

  TemplatesQuery(Sources sources) {
    this.sources = sources;
    this.rollups = new Rollups(sources);
  }

  /// What is shown as one row: all versions together.
  private record Subject(ServiceName service, String template, int severity) {}

  /// @param first start of the first slice that holds one, the time looked back included
  private record Row(
      Subject subject,
      TreeSet<Integer> ids,
      TreeSet<String> versions,
      Timeline timeline,
      long first,
      boolean isNew) {
    double count() {
      return timeline.total().count();
    }
  }

  private static Listing<Row> listing() {
    return new Listing<Row>(
            row -> List.of(row.subject().service().value(), row.subject().template()),
            Comparator.comparing((Row row) -> row.subject().service())
                .thenComparing(row -> row.subject().template())
                .thenComparingInt(row -> row.subject().severity()))
        .number("new", row -> row.isNew() ? NEW_FIRST + row.count() : row.count())
        .number("count", Row::count)
        .number("firstSeen", row -> (double) row.first())
        .number("lastSeen", row -> (double) row.timeline().last())
        .text("service", row -> row.subject().service().value())
        .number("severity", row -> (double) row.subject().severity());
  }

  TemplatesView templates(TimeWindow window, @Nullable ServiceName service, Page page) {
    Directory directory = new Directory(sources.keys());
    if (service != null) {
      directory.require(service);
    }
    Grid grid = Grid.list(window, sources.clock().instant(), sources.retention());
    Map<ServiceName, ChangeEvent> deploys = deploys(grid, service);
    List<Row> rows = rows(grid, service, deploys, directory);
    Listing.Cut<Row> cut = listing().cut(rows, page);
    return new TemplatesView(
        grid.view(),
        cut.count(),
        (int) rows.stream().filter(Row::isNew).count(),
        cut.rows().stream().map(row -> view(row, grid)).toList(),
        cut.nextCursor(),
        ChangeView.of(List.copyOf(deploys.values())),
        directory.serviceNames(),
        rows.isEmpty() ? Hints.noLogs(directory) : List.of());
  }

  /// Warnings and worse of one service, the most frequent first.
  List<TemplateRow> troubles(Grid grid, ServiceName service, int most) {
    return rows(grid, service, deploys(grid, service), new Directory(sources.keys())).stream()
        .filter(row -> row.subject().severity() >= 13)
        .sorted(Comparator.comparingDouble(Row::count).reversed())
        .limit(most)
        .map(row -> view(row, grid))
        .toList();
  }

  private Map<ServiceName, ChangeEvent> deploys(Grid grid, @Nullable ServiceName service) {
    Map<ServiceName, ChangeEvent> last = new TreeMap<>();
    for (ChangeEvent change : sources.changes().changes(grid.window())) {
      boolean deploy =
          change.kind() == ChangeEvent.Kind.DEPLOY || change.kind() == ChangeEvent.Kind.FIRST_SEEN;
      if (deploy && (service == null || change.service().equals(service))) {
        last.put(change.service(), change);
      }
    }
    return last;
  }

  private List<Row> rows(
      Grid grid,
      @Nullable ServiceName service,
      Map<ServiceName, ChangeEvent> deploys,
      Directory directory) {
    TimeWindow lookedAt = new TimeWindow(grid.start().minus(LOOK_BACK), grid.window().to());
    List<RollupReader.Series> found =
        rollups.read(
            RollupKind.TEMPLATE,
            Template.class,
            lookedAt,
            grid.step(),
            key -> service == null || key.service().equals(service));
    Map<ServiceName, Long> logsSince = new HashMap<>();
    Map<Subject, Long> first = new HashMap<>();
    Map<Subject, Row> rows = new HashMap<>();
    for (RollupReader.Series series : found) {
      if (series.key() instanceof Template key && !series.points().isEmpty()) {
        Subject subject = new Subject(key.service(), key.template(), key.severity());
        long start = series.points().getFirst().start();
        logsSince.merge(key.service(), start, Math::min);
        first.merge(subject, start, Math::min);
        Row row =
            rows.computeIfAbsent(
                subject,
                s -> new Row(s, new TreeSet<>(), new TreeSet<>(), new Timeline(grid), 0, false));
        row.timeline().add(series);
        row.ids().add(directory.number(key));
        if (!key.version().isEmpty()) {
          row.versions().add(key.version());
        }
      }
    }
    return rows.values().stream()
        .filter(row -> row.count() > 0)
        .map(row -> judged(row, grid, deploys, logsSince, first))
        .toList();
  }

  private static Row judged(
      Row row,
      Grid grid,
      Map<ServiceName, ChangeEvent> deploys,
      Map<ServiceName, Long> logsSince,
      Map<Subject, Long> first) {
    ServiceName service = row.subject().service();
    ChangeEvent deploy = deploys.get(service);
    long changedAt =
        deploy == null ? grid.from() : grid.start(grid.index(deploy.at().getEpochSecond()));
    long seen = first.getOrDefault(row.subject(), grid.from());
    boolean comparable =
        logsSince.getOrDefault(service, Long.MAX_VALUE) <= changedAt - BASELINE.toSeconds();
    // A new version logs while it starts, before its first request makes the change known.
    boolean onlyNewVersion =
        deploy != null
            && !deploy.version().isEmpty()
            && row.versions().equals(Set.of(deploy.version()));
    return new Row(
        row.subject(),
        row.ids(),
        row.versions(),
        row.timeline(),
        seen,
        comparable && (seen >= changedAt || onlyNewVersion));
  }

  private static TemplateRow view(Row row, Grid grid) {
    Timeline timeline = row.timeline();
    return new TemplateRow(
        List.copyOf(row.ids()),
        row.subject().service().value(),
        row.subject().template(),
        row.subject().severity(),
        Severities.level(row.subject().severity()),
        List.copyOf(row.versions()),
        row.count(),
        Instant.ofEpochSecond(row.first()),
        grid.endOfSlice(timeline.last()),
        row.isNew(),
        new Chart(
            grid.start(),
            grid.step(),
            List.of(
                timeline.line("records", "{record}", i -> LogsQuery.count(timeline.slice(i))))));
  }
}
