package dev.headroom.analysis.lock;

import dev.headroom.analysis.Analysis;
import dev.headroom.analysis.AnalysisSpec;
import dev.headroom.analysis.Grid;
import dev.headroom.analysis.Load;
import dev.headroom.analysis.Load.OperationLoad;
import dev.headroom.analysis.ModelView;
import dev.headroom.analysis.PlainNumbers;
import dev.headroom.analysis.Processes;
import dev.headroom.analysis.Replicas;
import dev.headroom.analysis.RouteShares;
import dev.headroom.analysis.SerialSuspect;
import dev.headroom.analysis.Words;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.finding.Coverage;
import dev.headroom.finding.Evidence;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Remedy;
import dev.headroom.finding.Remedy.Level;
import dev.headroom.finding.Severity;
import dev.headroom.finding.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds requests that wait for a lock.
///
/// Three things can tell: threads that are blocked by a monitor (the JVM says so, and it is the
/// best evidence), statements that ask for a lock and sometimes take many times as long as usual,
/// and, as a mere hint, own time that grows with the rate while processors are idle, no connection
/// pool is waited for, and the waits are not those of a single worker.
public final class LockContention implements Analysis {
  private static final AnalysisSpec SPEC =
      new AnalysisSpec(
          "lock-contention",
          "Requests wait for a lock",
          "Threads blocked by a monitor, statements that wait for a database lock, or own time that"
              + " grows with the rate while nothing else is busy.");

  private static final double BLOCKED_CONFIDENCE = 0.9;
  private static final double STATEMENT_CONFIDENCE = 0.6;
  private static final double HINT_CONFIDENCE = 0.4;
  private static final int STATEMENT_LENGTH = 120;

  @Override
  public AnalysisSpec spec() {
    return SPEC;
  }

  @Override
  public List<Finding> analyze(ModelView view) {
    Room room = new Room(view);
    List<Finding> findings = new ArrayList<>();
    for (ServiceName service : room.processes.services()) {
      room.service(service).ifPresent(findings::add);
    }
    for (LockingStatements.Slow slow : LockingStatements.slow(view)) {
      findings.add(room.statement(slow));
    }
    return findings;
  }

  private static final class Room {
    private final TimeWindow window;
    private final Load load;
    private final Replicas replicas;
    private final Processes processes;
    private final RouteShares shares;

    Room(ModelView view) {
      window = view.window();
      load = Load.minutes(view);
      replicas = Replicas.minutes(view);
      processes = Processes.minutes(view);
      shares = RouteShares.of(view);
    }

    Optional<Finding> service(ServiceName service) {
      OperationLoad whole = load.whole(service);
      BlockedThreads blocked = BlockedThreads.of(whole, processes.blockedThreads(service));
      if (blocked != null) {
        return Optional.of(blocked(service, whole, blocked));
      }
      double[] pool = processes.poolWaitSeconds(service);
      Inflation inflation =
          Inflation.of(whole, processes.meanCpu(service), processes.cores(service), pool);
      if (inflation == null
          || SerialSuspect.of(whole, true, replicas.working(service), pool) != null) {
        return Optional.empty();
      }
      return Optional.of(hint(service, whole, inflation));
    }

    private Finding blocked(ServiceName service, OperationLoad whole, BlockedThreads seen) {
      Grid grid = load.grid();
      double seconds = seen.readings() * 60.0;
      return new Finding(
          SPEC.id(),
          Subject.of(service),
          "Requests of "
              + service
              + " spend "
              + PlainNumbers.percent(Math.min(1, seen.share()))
              + " of their time blocked by a lock of the process, "
              + Words.seconds(seen.waitSeconds())
              + " each.",
          seen.share() >= 2 * BlockedThreads.SHARE ? Severity.MAJOR : Severity.MINOR,
          BLOCKED_CONFIDENCE,
          shares.spread(
              path -> path.onService().equals(service),
              seen.blocked() * seconds * 1e9,
              seen.requests() / seconds),
          List.of(
              new Evidence.Figure(
                  "Share of the time blocked",
                  seen.share(),
                  Double.NaN,
                  Double.NaN,
                  "1",
                  "jvm.thread.count{state=blocked} ÷ requests in progress = "
                      + PlainNumbers.number(seen.blocked())
                      + " ÷ "
                      + PlainNumbers.number(seen.inProgress())),
              grid.series("Blocked threads", "{thread}", processes.blockedThreads(service), 1),
              grid.series("Requests in progress", "{request}", whole.nanos(), 1 / 60e9)),
          List.of(lockRemedy()),
          "blocked threads >= "
              + PlainNumbers.percent(BlockedThreads.SHARE)
              + " of the requests in progress and >= "
              + BlockedThreads.BLOCKED_MIN
              + " on average, seen in >= "
              + BlockedThreads.SEEN_MIN
              + " minutes. Seen: "
              + PlainNumbers.percent(seen.share())
              + ", "
              + PlainNumbers.number(seen.blocked())
              + " on average, in "
              + seen.seen()
              + " of "
              + seen.readings()
              + " minutes",
          "The claim is wrong if the blocked threads are not those that serve requests; a thread"
              + " dump in a busy minute shows which monitor they wait for.",
          new Coverage(
              grid.window(seen.from(), grid.size()),
              seen.readings(),
              "minutes with a reading",
              seen.readings() / (double) (grid.size() - seen.from())));
    }

    private static Remedy lockRemedy() {
      return new Remedy(
          "Take a thread dump (or a flight recording with jdk.JavaMonitorEnter) in a busy minute to"
              + " see which monitor it is; hold it for less, split it, or do without.",
          Level.MEDIUM,
          Level.MEDIUM,
          List.of());
    }

    private Finding hint(ServiceName service, OperationLoad whole, Inflation seen) {
      Grid grid = load.grid();
      double[] own = grid.unknown();
      for (int i = 0; i < own.length; i++) {
        own[i] = whole.own(i);
      }
      return new Finding(
          SPEC.id(),
          Subject.of(service),
          "The own time of "
              + service
              + " grows with its load from "
              + PlainNumbers.duration(seen.fastNanos())
              + " to "
              + PlainNumbers.duration(seen.slowNanos())
              + " while its processors are "
              + PlainNumbers.percent(1 - seen.cpu())
              + " idle: requests may wait for a lock.",
          Severity.WATCH,
          HINT_CONFIDENCE,
          shares.impact(
              path -> path.onService().equals(service),
              1 - seen.fastNanos() / seen.slowNanos(),
              Double.NaN),
          List.of(
              new Evidence.Comparison(
                  "Own time in the calmest and the busiest quarter of the minutes",
                  "s",
                  "calm",
                  seen.fastNanos() / 1e9,
                  "busy",
                  seen.slowNanos() / 1e9,
                  Double.NaN),
              grid.series("Own time", "s", own, 1e-9),
              grid.series("Requests", "{request}/s", whole.count(), 1 / 60.0)),
          List.of(lockRemedy()),
          "rank correlation of own time and rate >= "
              + Inflation.CORRELATION
              + " (p <= "
              + Inflation.P_VALUE
              + "), busiest quarter >= "
              + Inflation.RATIO
              + " times the calmest beyond what processors explain, processors <= "
              + PlainNumbers.percent(Inflation.CPU_MAX)
              + " used, processor time per request within "
              + Inflation.CPU_RATIO_MAX
              + " times, waits unlike those of one worker. Seen: "
              + PlainNumbers.number(seen.correlation())
              + ", "
              + PlainNumbers.number(seen.slowNanos() / seen.fastNanos())
              + " times (processors explain "
              + PlainNumbers.number(seen.expected())
              + "), "
              + PlainNumbers.percent(seen.cpu())
              + " used, "
              + PlainNumbers.number(seen.cpuRatio())
              + " times",
          "The claim is wrong if own time holds waits for something that sends no spans, such as a"
              + " remote call without instrumentation or a queue of a client library.",
          new Coverage(window, seen.minutes(), "minutes", seen.minutes() / (double) grid.size()));
    }

    Finding statement(LockingStatements.Slow slow) {
      String text = slow.key().text();
      String brief =
          text.length() <= STATEMENT_LENGTH ? text : text.substring(0, STATEMENT_LENGTH) + "…";
      double seconds = window.length().toSeconds();
      return new Finding(
          SPEC.id(),
          new Subject(slow.key().service(), slow.key().operation(), text),
          slow.key().operation()
              + " of "
              + slow.key().service()
              + " waits for a database lock: '"
              + brief
              + "' usually takes "
              + PlainNumbers.duration(slow.median())
              + ", but "
              + PlainNumbers.duration(slow.p95())
              + " or more in one case of 20.",
          Severity.MINOR,
          STATEMENT_CONFIDENCE,
          shares.spread(
              path -> path.onService().equals(slow.key().service()),
              slow.lostNanos(),
              slow.total().count() / seconds),
          List.of(
              new Evidence.Comparison(
                  "Time of the statement",
                  "s",
                  "median",
                  slow.median() / 1e9,
                  "95th percentile",
                  slow.p95() / 1e9,
                  Double.NaN)),
          List.of(
              new Remedy(
                  "Lock the row later or for less time: take calls to others out of the"
                      + " transaction, or use optimistic locking.",
                  Level.MEDIUM,
                  Level.MEDIUM,
                  List.of())),
          "a statement that asks for a lock, >= "
              + PlainNumbers.number(LockingStatements.EXECUTIONS_MIN)
              + " times, whose 95th percentile is >= "
              + PlainNumbers.duration(LockingStatements.SLOW_NANOS)
              + " and >= "
              + PlainNumbers.number(LockingStatements.TAIL)
              + " times the median. Seen: "
              + PlainNumbers.number(slow.total().count())
              + " times, "
              + PlainNumbers.duration(slow.p95())
              + ", "
              + PlainNumbers.number(slow.p95() / slow.median())
              + " times",
          "The claim is wrong if the statement is slow where it returns many rows or its plan"
              + " changes; the database's lock views tell.",
          new Coverage(window, slow.total().observed(), "executions", 1));
    }
  }
}
