package dev.headroom.analysis.saturation;

import dev.headroom.analysis.Grid;
import dev.headroom.analysis.Load.OperationLoad;
import dev.headroom.analysis.PlainNumbers;
import dev.headroom.analysis.RouteShares;
import dev.headroom.analysis.Words;
import dev.headroom.base.ServiceName;
import dev.headroom.finding.Coverage;
import dev.headroom.finding.Evidence;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Impact;
import dev.headroom.finding.Remedy;
import dev.headroom.finding.Remedy.Level;
import dev.headroom.finding.Severity;
import dev.headroom.finding.Subject;
import java.util.ArrayList;
import java.util.List;

/// Puts a queue for processors into words.
record CpuReport(
    ServiceName service,
    CpuQueue queue,
    OperationLoad whole,
    double[] cpu,
    double cores,
    Grid grid,
    RouteShares shares) {

  Finding finding() {
    boolean waits = Saturation.saturates(queue);
    return new Finding(
        Saturation.SPEC.id(),
        Subject.of(service),
        waits ? claim() : watch(),
        severity(waits),
        waits ? 0.6 + 0.35 * Math.min(1, queue.tie().correlation()) : 0.5,
        impact(waits),
        evidence(),
        List.of(remedy()),
        rule(),
        "The claim is wrong if requests do not get faster with more processors at the same load,"
            + " or if own time holds waits for something that sends no spans.",
        new Coverage(
            grid.window(queue.from(), grid.size()),
            queue.minutes(),
            "minutes with utilization and requests",
            queue.minutes() / (double) (grid.size() - queue.from())));
  }

  private String claim() {
    return "Requests of "
        + service
        + " wait for processors: in the busiest quarter of the minutes "
        + PlainNumbers.percent(queue.waitShare())
        + " of their own time ("
        + Words.seconds(queue.waitSeconds())
        + " each), with utilization up to "
        + PlainNumbers.percent(queue.busy())
        + " of "
        + PlainNumbers.number(cores)
        + " processors per instance.";
  }

  private String watch() {
    return "The processors of "
        + service
        + " are "
        + PlainNumbers.percent(queue.busy())
        + " busy in a tenth of the minutes; requests do not wait for them yet.";
  }

  private Severity severity(boolean waits) {
    if (!waits) {
      return Severity.WATCH;
    }
    return queue.busy() >= Saturation.MAJOR_BUSY || queue.waitShare() >= Saturation.MAJOR_WAIT
        ? Severity.MAJOR
        : Severity.MINOR;
  }

  private Impact impact(boolean waits) {
    return waits
        ? shares.impact(path -> path.onService().equals(service), queue.waitShare(), Double.NaN)
        : Impact.UNKNOWN;
  }

  private List<Evidence> evidence() {
    double[] own = grid.unknown();
    for (int i = 0; i < own.length; i++) {
      own[i] = whole.own(i);
    }
    List<Evidence> evidence = new ArrayList<>();
    evidence.add(
        new Evidence.Figure(
            "Rank correlation of waits and utilization",
            queue.tie().correlation(),
            Double.NaN,
            Double.NaN,
            "1",
            queue.tie().told(queue.minutes())));
    evidence.add(
        new Evidence.Comparison(
            "Wait per request in the busiest quarter of the minutes",
            "s",
            "a queue for these processors",
            queue.expected(),
            "seen",
            queue.waitSeconds(),
            queue.tie().pValue()));
    evidence.add(grid.series("Utilization of processors", "1", cpu, 1));
    evidence.add(grid.series("Own time per request", "s", own, 1e-9));
    return evidence;
  }

  private Remedy remedy() {
    double factor = Math.max(1.2, queue.busy() / Saturation.TARGET);
    return new Remedy(
        "Give "
            + service
            + " "
            + PlainNumbers.number(factor)
            + " times the processors (more instances, or larger ones), or make its work cheaper:"
            + " a profile of a busy minute shows what takes most.",
        Level.LOW,
        Level.LOW,
        List.of());
  }

  private String rule() {
    return "utilization >= "
        + PlainNumbers.percent(Saturation.BUSY)
        + " in a tenth of the minutes; "
        + Tie.rule("waits (own time less processor time)")
        + "; waits >= "
        + PlainNumbers.percent(Saturation.WAIT_SHARE)
        + " of own time and "
        + Saturation.EXPECTED_MIN
        + " to "
        + PlainNumbers.number(Saturation.EXPECTED_MAX)
        + " times what a queue would cause; without waits from "
        + PlainNumbers.percent(Saturation.WATCH)
        + " on only a watch. Seen: utilization "
        + PlainNumbers.percent(queue.busy())
        + ", correlation "
        + PlainNumbers.number(queue.tie().correlation())
        + ", within hours "
        + Tie.text(queue.tie().withinHours())
        + ", waits "
        + PlainNumbers.percent(queue.waitShare())
        + ", "
        + PlainNumbers.number(queue.waitSeconds() / queue.expected())
        + " times the queue";
  }
}
