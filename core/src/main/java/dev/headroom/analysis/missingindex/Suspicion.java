package dev.headroom.analysis.missingindex;

import static dev.headroom.analysis.PlainNumbers.brief;
import static dev.headroom.analysis.PlainNumbers.duration;
import static dev.headroom.analysis.PlainNumbers.number;
import static dev.headroom.analysis.PlainNumbers.percent;

import dev.headroom.analysis.Call;
import dev.headroom.analysis.CallKey;
import dev.headroom.analysis.Exemplars;
import dev.headroom.analysis.RouteCosts;
import dev.headroom.analysis.Slowdown;
import dev.headroom.analysis.Visit;
import dev.headroom.base.TimeWindow;
import dev.headroom.finding.Coverage;
import dev.headroom.finding.Edit;
import dev.headroom.finding.Evidence;
import dev.headroom.finding.Evidence.Comparison;
import dev.headroom.finding.Evidence.Figure;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Impact;
import dev.headroom.finding.Remedy;
import dev.headroom.finding.Remedy.Level;
import dev.headroom.finding.Severity;
import dev.headroom.finding.Subject;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey.Statement;
import dev.headroom.stat.WeightedValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One query, held against the others of its database and against its own past.
final class Suspicion {
  private static final double MAJOR_SHARE = 0.25;
  private static final int BRIEF = 160;

  /// The prediction never promises more.
  private static final double MOST_FACTOR = 50;

  private final Statement statement;
  private final Rollup own;
  private final double timeShare;
  private final int peers;
  private final double peerMedian;
  private final double peerPerRow;
  private final double peersSlower;
  private final @Nullable Slowdown slowdown;
  private final RouteCosts costs = new RouteCosts();
  private final Exemplars exemplars = new Exemplars();
  private final Set<CallKey> keys = new TreeSet<>();
  private final WeightedValues rows = new WeightedValues();

  /// @param timeShare of the service's time at the database, 0 to 1
  /// @param peerMedian the median of the other queries' medians, nanoseconds; NaN without any
  /// @param peerPerRow the same per returned row
  /// @param peersSlower the share of the other queries' executions that became slower, too
  /// @param slowdown against its own past; null when it is none
  Suspicion(
      Statement statement,
      Rollup own,
      double timeShare,
      int peers,
      double peerMedian,
      double peerPerRow,
      double peersSlower,
      @Nullable Slowdown slowdown) {
    this.statement = statement;
    this.own = own;
    this.timeShare = timeShare;
    this.peers = peers;
    this.peerMedian = peerMedian;
    this.peerPerRow = peerPerRow;
    this.peersSlower = peersSlower;
    this.slowdown = slowdown;
  }

  Statement statement() {
    return statement;
  }

  private double median() {
    return own.quantile(0.5);
  }

  /// Whether rollups alone speak for it.
  boolean fromRollups() {
    return own.observed() >= MissingIndex.LEAST_EXECUTIONS
        && timeShare >= MissingIndex.LEAST_TIME_SHARE
        && Peers.rows(own) <= MissingIndex.FEW_ROWS
        && (againstPeers() || againstPast());
  }

  private boolean againstPeers() {
    return peers >= MissingIndex.LEAST_PEERS
        && median() >= MissingIndex.LEAST_NANOS
        && median() >= MissingIndex.LEAST_AGAINST_PEERS * peerMedian
        && Peers.perRow(own) >= MissingIndex.LEAST_AGAINST_PEERS * peerPerRow;
  }

  private boolean againstPast() {
    return slowdown != null
        && slowdown.factor() >= MissingIndex.LEAST_SLOWDOWN
        && peersSlower <= MissingIndex.MOST_PEERS_SLOWER
        && Peers.rows(slowdown.now()) <= MissingIndex.SAME_ROWS * Peers.rows(slowdown.before());
  }

  static void gather(Visit visit, Map<Statement, Suspicion> suspicions) {
    Map<Suspicion, List<Call>> calls = new HashMap<>();
    for (Call call : visit.calls()) {
      if (!call.key().statement().isEmpty()) {
        Suspicion of =
            suspicions.get(
                new Statement(
                    call.key().entry().service(),
                    call.key().entry().operation(),
                    call.key().callee(),
                    call.key().statement()));
        if (of != null) {
          calls.computeIfAbsent(of, _ -> new ArrayList<>()).add(call);
        }
      }
    }
    calls.forEach((of, made) -> of.add(visit, made));
  }

  private void add(Visit visit, List<Call> calls) {
    long critical = calls.stream().mapToLong(Call::criticalNanos).sum();
    exemplars.offer(critical, visit, calls);
    if (visit.weight() > 0) {
      costs.add(visit, critical);
      for (Call call : calls) {
        keys.add(call.key());
        if (call.span().rows() >= 0) {
          rows.add(call.span().rows(), visit.weight());
        }
      }
    }
  }

  private boolean rowsTold() {
    return rows.size() > 0 || own.extra() > 0;
  }

  /// Whether what traces tell does not speak against it.
  boolean holds() {
    return rows.size() == 0 || rows.quantile(0.5) <= MissingIndex.FEW_ROWS;
  }

  private double confidence() {
    if (againstPast()) {
      return againstPeers() ? 0.8 : 0.65;
    }
    return rowsTold() ? 0.6 : 0.45;
  }

  Finding finding(TimeWindow window) {
    Impact impact = costs.impact(window);
    double dearest = impact.routes().isEmpty() ? 0 : impact.routes().getFirst().share();
    return new Finding(
        MissingIndex.ID,
        new Subject(statement.service(), statement.operation(), statement.text()),
        claim(),
        dearest >= MAJOR_SHARE ? Severity.MAJOR : Severity.MINOR,
        confidence(),
        impact,
        evidence(),
        List.of(remedy()),
        rule(),
        "The database's plan (EXPLAIN) shows that it uses an index on what it filters by and reads"
            + " about as many rows as it returns.",
        new Coverage(
            costs.counted(window),
            own.observed(),
            "executions",
            Math.min(1, own.observed() / own.count())));
  }

  private String claim() {
    List<String> reasons = new ArrayList<>();
    if (againstPast() && slowdown != null) {
      reasons.add(
          "it became "
              + number(slowdown.factor())
              + " times slower ("
              + slowdown.statistic()
              + " "
              + duration(slowdown.nowNanos())
              + ", usually "
              + duration(slowdown.usualNanos())
              + ") without returning more rows");
    }
    if (againstPeers()) {
      reasons.add(
          "it takes "
              + duration(median())
              + ", "
              + number(median() / peerMedian)
              + " times as long as the other filtered queries there");
    }
    return "A query of "
        + statement.operation()
        + " of "
        + statement.service()
        + " on "
        + statement.database()
        + " may lack an index: "
        + String.join(", and ", reasons)
        + (rowsTold() ? ", for " + number(returned()) + " rows" : "")
        + ": "
        + brief(statement.text(), BRIEF)
        + ".";
  }

  private double returned() {
    return rows.size() > 0 ? rows.mean() : own.extra() / own.count();
  }

  private List<Evidence> evidence() {
    List<Evidence> evidence = new ArrayList<>();
    if (slowdown != null && againstPast()) {
      evidence.add(
          new Comparison(
              slowdown.statistic() + " of an execution",
              "s",
              slowdown.history() ? "history" : "earlier",
              slowdown.usualNanos() / 1e9,
              "lately",
              slowdown.nowNanos() / 1e9,
              Double.NaN));
    }
    if (peers >= MissingIndex.LEAST_PEERS) {
      evidence.add(
          new Comparison(
              "median of an execution, against the other filtered queries of the database",
              "s",
              "others",
              peerMedian / 1e9,
              "this",
              median() / 1e9,
              Double.NaN));
    }
    if (rowsTold()) {
      evidence.add(
          figure("rows per execution", returned(), "{row}", "mean of what the database told"));
    }
    evidence.add(
        figure(
            "share of the service's time at the database",
            timeShare,
            "1",
            "time of these executions ÷ time of all its statements there"));
    evidence.addAll(exemplars.refs("a request that waits for it"));
    return evidence;
  }

  private static Figure figure(String title, double value, String unit, String formula) {
    return new Figure(title, value, Double.NaN, Double.NaN, unit, formula);
  }

  private Remedy remedy() {
    double factor = slowdown != null && againstPast() ? slowdown.factor() : median() / peerMedian;
    List<Edit> edits = new ArrayList<>();
    for (CallKey key : keys) {
      edits.add(new Edit.Faster(key.target(), Math.min(MOST_FACTOR, factor)));
    }
    return new Remedy(
        "Look at the query's plan (EXPLAIN); if it reads a whole table, create an index on what it"
            + " filters by.",
        Level.LOW,
        Level.LOW,
        edits);
  }

  private String rule() {
    return String.format(
        Locale.ROOT,
        "A filtered query that is no aggregate, with at least %d executions (seen: %d), at most %s"
            + " rows each (seen: %s) and at least %s of the service's time at the database (seen:"
            + " %s), that either takes at least %s (seen: %s) and %s times as long as the median of"
            + " at least %d other filtered queries, per execution and per row (seen: %s times, of"
            + " %d queries); or that takes at least %s times as long as usual (seen: %s) for at"
            + " most %s times as many rows, while at most %s of the others became slower (seen:"
            + " %s).",
        MissingIndex.LEAST_EXECUTIONS,
        own.observed(),
        number(MissingIndex.FEW_ROWS),
        rowsTold() ? number(returned()) : "not told",
        percent(MissingIndex.LEAST_TIME_SHARE),
        percent(timeShare),
        duration(MissingIndex.LEAST_NANOS),
        duration(median()),
        number(MissingIndex.LEAST_AGAINST_PEERS),
        MissingIndex.LEAST_PEERS,
        number(median() / peerMedian),
        peers,
        number(MissingIndex.LEAST_SLOWDOWN),
        slowdown == null ? "not slower" : number(slowdown.factor()),
        number(MissingIndex.SAME_ROWS),
        percent(MissingIndex.MOST_PEERS_SLOWER),
        percent(peersSlower));
  }
}
