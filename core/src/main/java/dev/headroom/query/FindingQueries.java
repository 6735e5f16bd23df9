package dev.headroom.query;

import dev.headroom.analysis.AnalysisSpec;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.TimeWindow;
import dev.headroom.finding.Finding;
import dev.headroom.finding.FindingRecord;
import dev.headroom.finding.Fingerprint;
import dev.headroom.finding.Severity;
import dev.headroom.query.AnalysisReader.Last;
import dev.headroom.query.AnalysisReader.Runs;
import dev.headroom.query.view.AnalysesView;
import dev.headroom.query.view.FindingRow;
import dev.headroom.query.view.FindingView;
import dev.headroom.query.view.FindingsView;
import dev.headroom.query.view.Hint;
import dev.headroom.store.FindingLog;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Answers what can be asked about findings and analyses. Thread-safe.
public final class FindingQueries {
  private static final Duration TELEMETRY_JUDGED = Duration.ofHours(1);
  private static final int MEANT = 5;

  /// The shortest start of a fingerprint that may stand for the whole.
  private static final int LEAST_PREFIX = 4;

  private final Sources sources;
  private final FindingLog log;
  private final AnalysisReader analyses;

  public FindingQueries(Sources sources, FindingLog log, AnalysisReader analyses) {
    this.sources = sources;
    this.log = log;
    this.analyses = analyses;
  }

  private static Listing<FindingRow> listing() {
    return new Listing<FindingRow>(
            row ->
                List.of(
                    row.claim(),
                    row.title(),
                    row.analysis(),
                    row.service(),
                    Owners.text(row.operation()),
                    row.detail(),
                    row.fingerprint(),
                    Owners.text(row.ownership().owner()),
                    Owners.text(row.ownership().ownerTitle())),
            Comparator.comparing(FindingRow::fingerprint))
        .number("severity", FindingQueries::weight)
        .number("confidence", FindingRow::confidence)
        .number("cost", FindingQueries::cost)
        .number("share", row -> most(row.routes().stream().map(FindingRow.RouteImpact::share)))
        .number("firstSeen", row -> (double) row.firstSeen().getEpochSecond())
        .number("lastSeen", row -> (double) row.lastSeen().getEpochSecond())
        .text("service", FindingRow::service)
        .text("analysis", FindingRow::analysis)
        .text("owner", row -> Owners.text(row.ownership().ownerTitle()));
  }

  /// By severity, those of one severity by the share of a route that they cost.
  private static Double weight(FindingRow row) {
    Double share = most(row.routes().stream().map(FindingRow.RouteImpact::share));
    return row.severity().ordinal()
        + (share == null ? 0 : 0.9 * Math.clamp(share, 0, 1))
        + 0.09 * row.confidence();
  }

  private static @Nullable Double cost(FindingRow row) {
    return most(row.routes().stream().map(FindingRow.RouteImpact::nanosPerRequest));
  }

  private static @Nullable Double most(Stream<@Nullable Double> values) {
    double most = Double.NaN;
    for (Double value : (Iterable<@Nullable Double>) values::iterator) {
      if (value != null && !(value <= most)) {
        most = value;
      }
    }
    return Double.isNaN(most) ? null : Double.valueOf(most);
  }

  /// Sorts: `severity` (usual), `confidence`, `cost`, `share`, `firstSeen`, `lastSeen`, `service`,
  /// `analysis`, `owner`.
  public FindingsView findings(FindingSearch search, Page page) {
    List<FindingRecord> all = log.all();
    FindingRows rows = rows();
    List<FindingRow> passing =
        all.stream()
            .filter(record -> passes(record, search))
            .map(rows::row)
            .filter(row -> search.owner() == null || search.owner().equals(row.ownership().owner()))
            .toList();
    Listing.Cut<FindingRow> cut = listing().cut(passing, page);
    return new FindingsView(
        cut.count(),
        cut.rows(),
        cut.nextCursor(),
        severities(all),
        (int) all.stream().filter(record -> !record.open()).count(),
        List.copyOf(
            new TreeSet<>(all.stream().map(r -> r.finding().subject().service().value()).toList())),
        List.copyOf(new TreeSet<>(all.stream().map(r -> r.finding().analysis()).toList())),
        lastRun(),
        all.stream().anyMatch(FindingRecord::open) ? List.of() : List.of(nothing()));
  }

  private FindingRows rows() {
    Map<String, AnalysisSpec> specs = new HashMap<>();
    analyses.runs().analyses().forEach(entry -> specs.put(entry.spec().id(), entry.spec()));
    return new FindingRows(sources.catalog().catalog(), specs);
  }

  private @Nullable Instant lastRun() {
    Last last = analyses.runs().last();
    return last == null ? null : last.at();
  }

  private static boolean passes(FindingRecord record, FindingSearch search) {
    Finding finding = record.finding();
    return (search.state() == null || record.state() == search.state())
        && (search.seen() == null || overlaps(record, search.seen()))
        && (search.analysis() == null || search.analysis().equals(finding.analysis()))
        && (search.severity() == null || finding.severity().compareTo(search.severity()) >= 0)
        && concerns(finding, search);
  }

  private static boolean overlaps(FindingRecord record, TimeWindow window) {
    return record.firstSeen().isBefore(window.to()) && !record.lastSeen().isBefore(window.from());
  }

  private static boolean concerns(Finding finding, FindingSearch search) {
    boolean subject =
        (search.service() == null || finding.subject().service().equals(search.service()))
            && (search.operation() == null
                || search.operation().equals(finding.subject().operation()));
    return subject
        || finding.impact().routes().stream()
            .anyMatch(route ->
                (search.service() == null || route.service().equals(search.service()))
                    && (search.operation() == null
                        || route.operation().equals(search.operation())));
  }

  private static Map<String, Integer> severities(List<FindingRecord> all) {
    Map<Severity, Integer> counts = new EnumMap<>(Severity.class);
    for (Severity severity : Severity.values()) {
      counts.put(severity, 0);
    }
    all.stream()
        .filter(FindingRecord::open)
        .forEach(record -> counts.merge(record.finding().severity(), 1, Integer::sum));
    Map<String, Integer> named = new TreeMap<>();
    counts.forEach((severity, count) -> named.put(severity.name(), count));
    return named;
  }

  private Hint nothing() {
    Last last = analyses.runs().last();
    if (last == null) {
      return new Hint(
          "The analyses have not run yet",
          "They run for the first time a few seconds after the start, then every "
              + analyses.runs().every().toMinutes()
              + " minutes.",
          "");
    }
    return new Hint(
        "Nothing was found",
        analyses.runs().analyses().size()
            + " analyses looked at the telemetry from "
            + last.window().from()
            + " to "
            + last.window().to()
            + " and found no trouble. What they cannot see for want of telemetry is listed under"
            + " Analyses.",
        "");
  }

  /// One finding.
  ///
  /// @param name its fingerprint, or the start of it when no other starts so
  /// @throws HeadroomException with [ErrorCode#NOT_FOUND] that names what comes closest
  public FindingView finding(String name) {
    return rows().view(record(name));
  }

  /// The record behind a fingerprint or the start of one.
  public FindingRecord record(String name) {
    String digits = name.strip().toLowerCase(Locale.ROOT);
    if (!digits.matches("[0-9a-f]{" + LEAST_PREFIX + ",16}")) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "finding '"
              + name
              + "' is no fingerprint; expected 16 hexadecimal digits, or the first ones ("
              + LEAST_PREFIX
              + " at least)");
    }
    if (digits.length() == 16) {
      return log.finding(new Fingerprint(digits)).orElseThrow(() -> unknown(digits));
    }
    List<FindingRecord> found = log.startingWith(digits, MEANT + 1);
    if (found.size() > 1) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "finding '"
              + name
              + "' may be any of "
              + String.join(
                  ", ", found.stream().limit(MEANT).map(r -> r.fingerprint().value()).toList())
              + "; expected more digits");
    }
    if (found.isEmpty()) {
      throw unknown(digits);
    }
    return found.getFirst();
  }

  private HeadroomException unknown(String digits) {
    return Closest.unknown(
        "finding",
        digits,
        log.all().stream()
            .map(record -> record.fingerprint().value().substring(0, digits.length()))
            .toList());
  }

  /// All analyses, how their last run went, and what they cannot see.
  public AnalysesView analyses() {
    Runs runs = analyses.runs();
    Last last = runs.last();
    Map<String, Integer> open = new HashMap<>();
    log.open().forEach(record -> open.merge(record.finding().analysis(), 1, Integer::sum));
    return new AnalysesView(
        runs.analyses().stream()
            .map(entry ->
                new AnalysesView.AnalysisRow(
                    entry.spec().id(),
                    entry.spec().title(),
                    entry.spec().description(),
                    last == null ? null : entry.durationNanos(),
                    open.getOrDefault(entry.spec().id(), 0),
                    entry.failure()))
            .toList(),
        runs.count(),
        runs.every().toSeconds(),
        last == null ? null : last.at(),
        last == null ? null : last.durationNanos(),
        last == null ? null : last.window().from(),
        last == null ? null : last.window().to(),
        last == null || last.history().length().isZero() ? null : last.history().from(),
        last == null ? "" : last.problem(),
        blindSpots(last));
  }

  private List<AnalysesView.BlindSpot> blindSpots(@Nullable Last last) {
    return last == null
        ? List.of()
        : BlindSpots.of(
            new QualityQuery(sources)
                .quality(TimeWindow.endingAt(last.window().to(), TELEMETRY_JUDGED)));
  }

  /// The findings that pass a search, worst first, at most a thousand: for pages about something
  /// else.
  public List<FindingRow> about(FindingSearch search) {
    FindingRows rows = rows();
    List<FindingRow> passing =
        log.open().stream().filter(record -> passes(record, search)).map(rows::row).toList();
    return listing().cut(passing, Page.ALL).rows();
  }
}
