package dev.headroom.analysis.pool;

import dev.headroom.analysis.Analysis;
import dev.headroom.analysis.AnalysisSpec;
import dev.headroom.analysis.CallKey;
import dev.headroom.analysis.FirstCall;
import dev.headroom.analysis.Grid;
import dev.headroom.analysis.Load;
import dev.headroom.analysis.Load.OperationLoad;
import dev.headroom.analysis.ModelView;
import dev.headroom.analysis.PlainNumbers;
import dev.headroom.analysis.RouteShares;
import dev.headroom.analysis.Spell;
import dev.headroom.analysis.Words;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.finding.Coverage;
import dev.headroom.finding.Edit;
import dev.headroom.finding.Evidence;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Impact;
import dev.headroom.finding.Remedy;
import dev.headroom.finding.Remedy.Level;
import dev.headroom.finding.Severity;
import dev.headroom.finding.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds connection pools that run out while requests wait for a connection.
///
/// A minute counts when on some instance the connections were in use (90 % in a reading, or 40 % on
/// average by Little's law) and a request waited, on average, at least 10 % of the time that a
/// connection is then held (and 1 ms): so it was not for connections that were being opened. Three
/// such minutes, close together, make a finding. The ceiling is the number of connections over the
/// mean hold time (Little's law).
public final class PoolExhaustion implements Analysis {
  /// In so many minutes of a spell the pool must have been exhausted.
  static final int MINUTES_MIN = 3;

  /// So many calmer minutes in a row do not end a spell.
  static final int GAP_MINUTES = 2;

  /// The part of the response time from which users notice.
  static final double MAJOR_SHARE = 0.1;

  /// A pool is sized so that it is in use at most to this share.
  static final double TARGET_USE = 0.7;

  /// A call takes a large part of the hold time from here on.
  static final double CALL_SHARE = 0.3;

  private static final AnalysisSpec SPEC =
      new AnalysisSpec(
          "pool-exhaustion",
          "Connection pool runs out",
          "Requests wait for a database connection while all are in use; tells what connections"
              + " are held during, and the rate at which the pool is the limit.");

  @Override
  public AnalysisSpec spec() {
    return SPEC;
  }

  @Override
  public List<Finding> analyze(ModelView view) {
    Grid grid = Grid.minutes(view.window());
    List<Case> cases = new ArrayList<>();
    for (PoolUse pool : PoolMetrics.pools(view)) {
      Spell spell = Spell.longest(grid.size(), GAP_MINUTES, MINUTES_MIN, pool::exhausted);
      if (spell != null) {
        cases.add(new Case(pool, spell, pool.totals(spell.from(), spell.to())));
      }
    }
    if (cases.isEmpty()) {
      return List.of();
    }
    Load load = Load.minutes(view);
    RouteShares shares = RouteShares.of(view);
    return cases.stream()
        .map(found -> new Report(view, grid, found, load, shares).finding())
        .toList();
  }

  private record Case(PoolUse pool, Spell spell, PoolTotals totals) {}

  /// Puts one finding into words.
  private static final class Report {
    private final Grid grid;
    private final PoolUse pool;
    private final Spell spell;
    private final PoolTotals totals;
    private final RouteShares shares;
    private final Load load;
    private final OperationLoad requests;
    private final @Nullable HoldSplit split;
    private final @Nullable CallKey behind;

    Report(ModelView view, Grid grid, Case found, Load load, RouteShares shares) {
      this.grid = grid;
      this.pool = found.pool();
      this.spell = found.spell();
      this.totals = found.totals();
      this.shares = shares;
      this.load = load;
      this.requests = load.whole(pool.service);
      this.behind = FirstCall.of(view, pool.service, busiest(pool.service), CallKey::isStore);
      HoldSplit seen = HoldSplit.of(view, shares.through(pool.service), pool.service);
      double perRequest = totals.acquired() / requestsInSpell();
      this.split = seen.agreesWith(totals.meanHold() * Math.max(1, perRequest)) ? seen : null;
    }

    private double requestsInSpell() {
      return sum(requests.count());
    }

    private double sum(double[] values) {
      double sum = 0;
      for (int i = spell.from(); i < spell.to(); i++) {
        sum += Double.isNaN(values[i]) ? 0 : values[i];
      }
      return sum;
    }

    Finding finding() {
      return new Finding(
          SPEC.id(),
          new Subject(pool.service, null, pool.name),
          claim(),
          severity(),
          confidence(),
          impact(),
          evidence(),
          remedies(),
          rule(),
          "The claim is wrong if requests do not get faster when the pool is made larger, or if the"
              + " response times in these minutes are explained by slower statements alone.",
          new Coverage(
              grid.window(spell.from(), spell.to()),
              spell.held(),
              "minutes with an exhausted pool",
              spell.held() / (double) (spell.to() - spell.from())));
    }

    private String claim() {
      StringBuilder text = new StringBuilder();
      text.append("The connection pool ")
          .append(pool.name)
          .append(" of ")
          .append(pool.service)
          .append(" (")
          .append(PlainNumbers.number(totals.size()))
          .append(" connections per instance) runs out: ");
      if (totals.acquired() > 0) {
        text.append("a request waits ")
            .append(Words.seconds(totals.meanWait()))
            .append(" on average for a connection");
      } else {
        text.append(PlainNumbers.number(totals.pending()))
            .append(" requests per instance wait for a connection on average");
      }
      if (ceiling() > 0) {
        text.append(", as each is held for ")
            .append(Words.seconds(totals.meanHold()))
            .append("; the pool allows ")
            .append(PlainNumbers.number(ceiling()))
            .append(" uses per second");
      }
      return text.append('.').toString();
    }

    /// Uses per second at which all connections of all instances are busy; NaN when not told.
    private double ceiling() {
      return totals.size() * pool.instances() / totals.meanHold();
    }

    /// Of the response time of the service's requests, spent waiting.
    private double waitShare() {
      return totals.waitSeconds() * 1e9 / sum(requests.nanos());
    }

    private Severity severity() {
      if (totals.timeouts() > 0) {
        return Severity.CRITICAL;
      }
      boolean told = totals.acquired() > 0 && sum(requests.nanos()) > 0;
      return !told || waitShare() >= MAJOR_SHARE ? Severity.MAJOR : Severity.MINOR;
    }

    private double confidence() {
      double minutes = spell.held() / (spell.held() + 2.0);
      return totals.acquired() > 0 && totals.meanHold() > 0 ? minutes * 0.99 : minutes * 0.8;
    }

    private Impact impact() {
      Set<String> users =
          load.of(pool.service).stream()
              .filter(one -> sum(one.databaseCalls()) > 0)
              .map(one -> one.where().operation().value())
              .collect(Collectors.toSet());
      double seconds = (spell.to() - spell.from()) * 60.0;
      return shares.spread(
          path ->
              path.onService().equals(pool.service)
                  && (users.isEmpty() || users.contains(path.onOperation().value())),
          totals.waitSeconds() * 1e9,
          totals.acquired() / seconds);
    }

    private List<Evidence> evidence() {
      List<Evidence> evidence = new ArrayList<>();
      if (totals.acquired() > 0) {
        evidence.add(
            new Evidence.Figure(
                "Mean wait for a connection",
                totals.meanWait(),
                Double.NaN,
                Double.NaN,
                "s",
                PoolMetrics.WAIT + ": sum / count in the minutes shown below"));
      }
      if (ceiling() > 0) {
        evidence.add(
            new Evidence.Figure(
                "Uses per second that the pool allows",
                ceiling(),
                Double.NaN,
                Double.NaN,
                "{use}/s",
                "connections × instances ÷ mean hold time = "
                    + PlainNumbers.number(totals.size())
                    + " × "
                    + pool.instances()
                    + " ÷ "
                    + Words.seconds(totals.meanHold())));
      }
      evidence.add(grid.series("Requests waiting", "{request}", pool.sum(at -> at.pending), 1));
      evidence.add(
          grid.series(
              "Connections in use, largest reading", "{connection}", pool.sum(at -> at.used), 1));
      evidence.add(grid.series("Connections", "{connection}", pool.sum(at -> at.max), 1));
      if (split != null && split.longest() != null) {
        evidence.add(split.table());
        if (split.exemplar() != null) {
          evidence.add(split.exemplar());
        }
      }
      return evidence;
    }

    private List<Remedy> remedies() {
      List<Remedy> remedies = new ArrayList<>();
      HoldSplit.Longest longest = split == null ? null : split.longest();
      if (longest != null && longest.share() >= CALL_SHARE) {
        remedies.add(
            new Remedy(
                "Call "
                    + longest.held().callee()
                    + " outside the transaction of "
                    + longest.held().under().operation()
                    + ": that call takes "
                    + PlainNumbers.percent(longest.share())
                    + " of the time that a connection is held, and without it the same pool"
                    + " allows "
                    + PlainNumbers.number(ceiling() / (1 - Math.min(0.99, longest.share())))
                    + " uses per second.",
                Level.MEDIUM,
                Level.MEDIUM,
                List.of()));
      }
      int from = (int) Math.max(1, totals.size());
      int to = Math.max(from + 1, (int) Math.ceil(totals.wanted() / TARGET_USE));
      remedies.add(
          new Remedy(
              "Raise the pool from "
                  + from
                  + " to "
                  + to
                  + " connections per instance, if the database can take "
                  + to * pool.instances()
                  + " in all.",
              Level.LOW,
              longest == null ? Level.LOW : Level.MEDIUM,
              behind == null
                  ? List.of()
                  : List.of(new Edit.PoolSize(behind.target(), pool.name, from, to))));
      return remedies;
    }

    private OperationName busiest(ServiceName service) {
      OperationLoad most = null;
      for (OperationLoad one : load.of(service)) {
        if (most == null || sum(one.databaseCalls()) > sum(most.databaseCalls())) {
          most = one;
        }
      }
      return most == null ? requests.where().operation() : most.where().operation();
    }

    private String rule() {
      return "in at least "
          + MINUTES_MIN
          + " minutes close together, on one instance: connections in use >= "
          + PlainNumbers.percent(PoolUse.FULL)
          + " of all in a reading or >= "
          + PlainNumbers.percent(PoolUse.BUSY)
          + " on average, and mean wait >= "
          + PlainNumbers.percent(PoolUse.WAIT_SHARE)
          + " of the hold time and >= "
          + Words.seconds(PoolUse.WAIT_SECONDS)
          + " (without waiting times: >= "
          + PoolUse.PENDING
          + " waiting on average). Seen: "
          + spell.held()
          + " minutes, "
          + PlainNumbers.percent(Math.min(1, totals.usedShare()))
          + " in use, wait "
          + (totals.acquired() > 0 ? Words.seconds(totals.meanWait()) : "not told")
          + ", hold "
          + (totals.meanHold() > 0 ? Words.seconds(totals.meanHold()) : "not told")
          + ", timeouts "
          + PlainNumbers.number(totals.timeouts());
    }
  }
}
