package dev.headroom.analysis.missingindex;

import dev.headroom.analysis.Analysis;
import dev.headroom.analysis.AnalysisSpec;
import dev.headroom.analysis.Lately;
import dev.headroom.analysis.ModelView;
import dev.headroom.analysis.RouteSamples;
import dev.headroom.analysis.Slowdown;
import dev.headroom.finding.Finding;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKey.Statement;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Missing indexes, suspected: queries with a filter that return few rows and yet take long, by
/// traces alone. Either a query takes many times as long as the other filtered queries of its
/// database, per execution and per row; or it became slower without returning more rows while the
/// others of its database did not. Only the database's plan can prove it.
///
/// Left out are aggregates, which may read much to return little, and queries that lock.
public final class MissingIndex implements Analysis {
  static final String ID = "missing-index";

  /// How many executions there must be.
  static final long LEAST_EXECUTIONS = 50;

  /// The median from which on a query is slow.
  static final double LEAST_NANOS = 20e6;

  /// How many times as long as the others' it must be, and its time per row.
  static final double LEAST_AGAINST_PEERS = 10;

  /// How many other filtered queries of the database there must be to compare with.
  static final int LEAST_PEERS = 2;

  /// How many executions another query must have to be compared with.
  static final long LEAST_PEER_EXECUTIONS = 20;

  /// The most rows that are few.
  static final double FEW_ROWS = 100;

  /// Up to so many rows the time per row does not matter.
  static final double FREE_ROWS = 10;

  /// How many times as long as before it must take.
  static final double LEAST_SLOWDOWN = 3;

  /// How many times as many rows as before are no more rows.
  static final double SAME_ROWS = 1.5;

  /// The share of the database's other queries that may have become slower with it.
  static final double MOST_PEERS_SLOWER = 0.5;

  /// The share of the service's time at the database that the query must take.
  static final double LEAST_TIME_SHARE = 0.1;

  private static final Pattern FILTERED =
      Pattern.compile(
          "\\s*(?:select|with)\\b.*\\bwhere\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern OTHER =
      Pattern.compile(
          "\\b(?:count|sum|avg|min|max|string_agg|array_agg|json_agg)\\s*\\(|\\bgroup\\s+by\\b"
              + "|\\bdistinct\\b|\\bover\\s*\\(|\\bfor\\s+(?:update|share|no\\s+key)\\b"
              + "|\\b(?:insert|update|delete)\\b|pg_sleep|pg_advisory",
          Pattern.CASE_INSENSITIVE);

  private static final AnalysisSpec SPEC =
      new AnalysisSpec(
          ID,
          "Missing index (suspected)",
          "Suspects queries that return few rows and take long of working without an index.");

  /// The queries of one service at one database.
  private record Place(String service, String database) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      return (service + "\0" + database).compareTo(other.service + "\0" + other.database);
    }
  }

  @Override
  public AnalysisSpec spec() {
    return SPEC;
  }

  @Override
  public List<Finding> analyze(ModelView view) {
    Map<Place, Map<Statement, Rollup>> places = read(view);
    Lately lately = Lately.of(view);
    Map<RollupKey, Slowdown> slower =
        lately == null
            ? Map.of()
            : lately.slower(
                view,
                RollupKind.STATEMENT,
                key -> key instanceof Statement statement && filtered(statement.text()));
    List<Suspicion> suspicions = new ArrayList<>();
    places.forEach(
        (place, statements) -> suspicions.addAll(new Peers(statements, slower).suspicions()));
    return suspicions.isEmpty() ? List.of() : findings(view, suspicions);
  }

  private static Map<Place, Map<Statement, Rollup>> read(ModelView view) {
    Map<Place, Map<Statement, Rollup>> places = new TreeMap<>();
    for (RollupReader.Series series :
        view.rollups()
            .read(
                new RollupReader.Query(RollupKind.STATEMENT, view.window(), _ -> true, 0, true))) {
      if (series.key() instanceof Statement statement) {
        places
            .computeIfAbsent(
                new Place(statement.service().value(), statement.database().toString()),
                _ -> new HashMap<>())
            .put(statement, series.total());
      }
    }
    return places;
  }

  private static List<Finding> findings(ModelView view, List<Suspicion> suspicions) {
    Map<Statement, Suspicion> byStatement = new HashMap<>();
    suspicions.forEach(suspicion -> byStatement.put(suspicion.statement(), suspicion));
    for (RouteSamples route : RouteSamples.all(view)) {
      route.visits(visit -> Suspicion.gather(visit, byStatement));
    }
    return suspicions.stream()
        .filter(Suspicion::holds)
        .map(suspicion -> suspicion.finding(view.window()))
        .toList();
  }

  /// Whether it is a query with a filter that returns rows as they are stored.
  static boolean filtered(String text) {
    return FILTERED.matcher(text).matches() && !OTHER.matcher(text).find();
  }
}
