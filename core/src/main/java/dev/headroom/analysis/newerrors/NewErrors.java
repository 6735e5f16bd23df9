package dev.headroom.analysis.newerrors;

import dev.headroom.analysis.Analysis;
import dev.headroom.analysis.AnalysisSpec;
import dev.headroom.analysis.Grid;
import dev.headroom.analysis.ModelView;
import dev.headroom.analysis.PlainNumbers;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.finding.Coverage;
import dev.headroom.finding.Evidence;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Impact;
import dev.headroom.finding.Remedy;
import dev.headroom.finding.Remedy.Level;
import dev.headroom.finding.Severity;
import dev.headroom.finding.Subject;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.signal.ChangeEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Finds log templates of errors, and failing operations, that were not there before.
///
/// They must be first seen in the window, after enough history of the service to know what is
/// usual, and more often than rare noise: much less so when a change of the service came shortly
/// before. An operation whose failures are those of the services it calls is left to their owners.
public final class NewErrors implements Analysis {
  /// OTLP's number of the severity ERROR.
  static final int ERROR = 17;

  /// So long the service must have been known before.
  static final Duration HISTORY_MIN = Duration.ofHours(1);

  /// Soon after a change so many occurrences make it real,
  static final int AFTER_CHANGE_MIN = 5;

  /// without one so many;
  static final int UNTIED_MIN = 20;

  /// in so many slices of five minutes.
  static final int SLICES_MIN = 3;

  /// Failures per request from which an operation fails in earnest,
  static final double FAILURES = 0.01;

  /// and up to which it did not fail before.
  static final double FAILURES_BEFORE = 0.001;

  /// Requests of the history that tell how often an operation used to fail.
  static final double REQUESTS_BEFORE_MIN = 200;

  /// Of an operation's failures, failures of services it calls: then they are theirs.
  static final double CALLEES = 0.6;

  /// Failures of a service's requests that make a new error critical.
  static final double CRITICAL = 0.2;

  private static final long STEP = 300;
  private static final int TEMPLATE_LENGTH = 160;
  private static final AnalysisSpec SPEC =
      new AnalysisSpec(
          "new-errors",
          "Errors that were not there before",
          "Log templates of errors and failing operations first seen in the window, with the change"
              + " that came shortly before.");

  @Override
  public AnalysisSpec spec() {
    return SPEC;
  }

  @Override
  public List<Finding> analyze(ModelView view) {
    TimeWindow all = new TimeWindow(view.history().from(), view.window().to());
    Grid grid = Grid.of(all, STEP);
    int windowStart = Math.clamp(grid.index(view.window().from().getEpochSecond()), 0, grid.size());
    Room room = new Room(view, all, grid, windowStart);
    List<Finding> findings = new ArrayList<>(room.templates());
    findings.addAll(room.operations());
    return findings;
  }

  private record Line(ServiceName service, String template) implements Comparable<Line> {
    @Override
    public int compareTo(Line other) {
      int byService = service.compareTo(other.service);
      return byService != 0 ? byService : template.compareTo(other.template);
    }
  }

  private record Operation(ServiceName service, OperationName operation) {}

  /// Something new, with what may have brought it.
  private record News(Subject subject, Occurrences seen, int first, @Nullable ChangeEvent cause) {}

  private static final class Room {
    private final ModelView view;
    private final TimeWindow all;
    private final Grid grid;
    private final int windowStart;
    private final Causes causes;

    /// Requests of the entry operations, by operation and by service.
    private final Map<Operation, Occurrences> requests = new HashMap<>();

    private final Map<Operation, Occurrences> failures = new HashMap<>();
    private final Map<ServiceName, Occurrences> byService = new TreeMap<>();

    Room(ModelView view, TimeWindow all, Grid grid, int windowStart) {
      this.view = view;
      this.all = all;
      this.grid = grid;
      this.windowStart = windowStart;
      this.causes = new Causes(view);
      for (Map.Entry<RollupKey.Operation, Received> each : received().entrySet()) {
        RollupKey.Operation key = each.getKey();
        Operation operation = new Operation(key.service(), key.operation());
        occurrences(requests, operation).add(each.getValue().requests());
        occurrences(failures, operation).add(each.getValue().failures());
        occurrences(byService, key.service()).add(each.getValue().requests());
      }
    }

    private Map<RollupKey.Operation, Received> received() {
      Map<RollupKey.Operation, Received> received = new HashMap<>();
      view.rollups()
          .tally(
              query(RollupKind.OPERATION),
              key ->
                  key instanceof RollupKey.Operation of
                      ? received.computeIfAbsent(of, _ -> new Received(grid))
                      : (_, _, _, _, _) -> {});
      return received;
    }

    private RollupReader.Query query(RollupKind kind) {
      return new RollupReader.Query(
          kind,
          all,
          key ->
              switch (key) {
                case RollupKey.Operation of -> of.spanKind().isEntry();
                case RollupKey.Template of -> of.severity() >= ERROR;
                default -> true;
              },
          STEP,
          false);
    }

    private <K> Occurrences occurrences(Map<K, Occurrences> of, K key) {
      return of.computeIfAbsent(key, _ -> Occurrences.none(grid, windowStart));
    }

    List<Finding> templates() {
      Map<Line, Occurrences> lines = new TreeMap<>();
      for (RollupReader.Series series : view.rollups().read(query(RollupKind.TEMPLATE))) {
        if (series.key() instanceof RollupKey.Template key) {
          occurrences(lines, new Line(key.service(), key.template()))
              .add(grid, series.points(), p -> p.value().observed());
        }
      }
      Map<ServiceName, KnownTemplates> known = new HashMap<>();
      lines.forEach((line, seen) -> {
        if (seen.before() > 0) {
          known.computeIfAbsent(line.service(), _ -> new KnownTemplates()).add(line.template());
        }
      });
      List<Finding> findings = new ArrayList<>();
      lines.forEach((line, seen) -> {
        boolean isNew =
            seen.before() == 0
                && !known.getOrDefault(line.service(), new KnownTemplates()).has(line.template());
        News news = isNew ? news(new Subject(line.service(), null, line.template()), seen) : null;
        if (news != null) {
          findings.add(template(news, line));
        }
      });
      return findings;
    }

    /// Null when the history is too short or it happened too seldom.
    private @Nullable News news(Subject subject, Occurrences seen) {
      Occurrences service = served(subject.service());
      int first = firstInWindow(seen);
      boolean known =
          first < grid.size()
              && (first - service.first()) * STEP >= HISTORY_MIN.toSeconds()
              && service.before() > 0;
      if (!known || seen.slices() < SLICES_MIN) {
        return null;
      }
      ChangeEvent cause = causes.of(subject.service(), Instant.ofEpochSecond(grid.at(first)));
      double least = cause == null ? UNTIED_MIN : AFTER_CHANGE_MIN;
      return seen.inWindow() >= least ? new News(subject, seen, first, cause) : null;
    }

    /// Requests of a service.
    private Occurrences served(ServiceName service) {
      return byService.getOrDefault(service, Occurrences.none(grid, windowStart));
    }

    private int firstInWindow(Occurrences seen) {
      for (int i = windowStart; i < grid.size(); i++) {
        if (seen.counts()[i] > 0) {
          return i;
        }
      }
      return grid.size();
    }

    private Finding template(News news, Line line) {
      String brief =
          line.template().length() <= TEMPLATE_LENGTH
              ? line.template()
              : line.template().substring(0, TEMPLATE_LENGTH) + "…";
      double served = served(line.service()).sum(news.first(), grid.size());
      return finding(
          news,
          line.service()
              + " logs an error it never logged before: '"
              + brief
              + "', "
              + PlainNumbers.number(news.seen().inWindow())
              + " times since "
              + Instant.ofEpochSecond(grid.at(news.first()))
              + after(news)
              + ".",
          news.seen().inWindow() / Math.max(1, served),
          grid.series("Records of this template", "{record}", news.seen().counts(), 1));
    }

    private static String after(News news) {
      return news.cause() == null ? "" : ", soon after " + Causes.words(news.cause());
    }

    List<Finding> operations() {
      List<Finding> findings = new ArrayList<>();
      failures.keySet().stream()
          .sorted(Comparator.comparing(Operation::service).thenComparing(Operation::operation))
          .forEach(operation -> {
            News news = news(operation);
            if (news != null) {
              findings.add(failing(news, operation));
            }
          });
      return findings;
    }

    private @Nullable News news(Operation operation) {
      Occurrences failed = failures.get(operation);
      Occurrences asked = requests.get(operation);
      if (failed == null
          || asked == null
          || asked.before() < REQUESTS_BEFORE_MIN
          || failed.before() > FAILURES_BEFORE * asked.before()) {
        return null;
      }
      News news = news(new Subject(operation.service(), operation.operation(), "failures"), failed);
      return news == null || share(news, asked) < FAILURES || byCallees(operation, news)
          ? null
          : news;
    }

    /// Failures per request since the first one.
    private double share(News news, Occurrences asked) {
      return news.seen().sum(news.first(), grid.size())
          / Math.max(1, asked.sum(news.first(), grid.size()));
    }

    private boolean byCallees(Operation operation, News news) {
      double failed = 0;
      for (RollupReader.Series series :
          view.rollups()
              .read(
                  new RollupReader.Query(
                      RollupKind.EDGE,
                      grid.window(news.first(), grid.size()),
                      key ->
                          key instanceof RollupKey.Edge edge
                              && edge.service().equals(operation.service())
                              && edge.operation().equals(operation.operation()),
                      0,
                      false))) {
        failed += series.total().errors();
      }
      return failed >= CALLEES * news.seen().sum(news.first(), grid.size());
    }

    private Finding failing(News news, Operation operation) {
      Occurrences asked = occurrences(requests, operation);
      double share = share(news, asked);
      return finding(
          news,
          operation.operation()
              + " of "
              + operation.service()
              + " fails in "
              + PlainNumbers.percent(share)
              + " of the requests since "
              + Instant.ofEpochSecond(grid.at(news.first()))
              + "; before, it did in "
              + PlainNumbers.percent(news.seen().before() / Math.max(1, asked.before()))
              + after(news)
              + ".",
          share,
          grid.series("Failed requests", "{request}", news.seen().counts(), 1));
    }

    private Finding finding(News news, String claim, double share, Evidence evidence) {
      double seconds = (grid.size() - news.first()) * (double) STEP;
      ChangeEvent cause = news.cause();
      boolean tied = cause != null;
      return new Finding(
          SPEC.id(),
          news.subject(),
          claim,
          share >= CRITICAL ? Severity.CRITICAL : tied ? Severity.MAJOR : Severity.MINOR,
          tied ? 0.9 : 0.7,
          new Impact(List.of(), news.seen().inWindow() / seconds),
          evidence(news, evidence),
          List.of(
              new Remedy(
                  cause != null
                      ? "Look at what "
                          + Causes.words(cause)
                          + " changed on this way; roll it back if it is not mended soon."
                      : "Look at traces and logs of the first occurrences; no change of the service"
                          + " was told in the "
                          + WITHIN
                          + " before.",
                  Level.MEDIUM,
                  Level.LOW,
                  List.of())),
          rule(news, share),
          "The claim is wrong if the same error was logged under other words before, or if nobody"
              + " asked for what fails before.",
          new Coverage(all, Math.round(news.seen().inWindow()), "occurrences", 1));
    }

    private static List<Evidence> evidence(News news, Evidence series) {
      if (news.cause() == null) {
        return List.of(series);
      }
      ChangeEvent cause = news.cause();
      return List.of(
          series,
          new Evidence.Table(
              "The change before",
              List.of("at", "version", "kind", "description"),
              List.of(
                  List.of(
                      cause.at().toString(),
                      cause.version(),
                      cause.kind().name(),
                      cause.description()))));
    }

    private String rule(News news, double share) {
      return "an error (severity >= "
          + ERROR
          + ", or failures <= "
          + PlainNumbers.percent(FAILURES_BEFORE)
          + " before and >= "
          + PlainNumbers.percent(FAILURES)
          + " now) first seen in the window, after >= "
          + HISTORY_MIN.toHours()
          + " h of history, in >= "
          + SLICES_MIN
          + " slices of five minutes, >= "
          + AFTER_CHANGE_MIN
          + " times within "
          + WITHIN
          + " of a change, else >= "
          + UNTIED_MIN
          + " times. Seen: "
          + PlainNumbers.number(news.seen().inWindow())
          + " times in "
          + news.seen().slices()
          + " slices, "
          + PlainNumbers.percent(share)
          + " of the requests, "
          + (news.cause() == null ? "no change" : "after " + Causes.words(news.cause()));
    }

    private static final String WITHIN = Causes.WITHIN.toHours() + " h";
  }
}
