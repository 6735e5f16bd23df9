package dev.headroom.analysis.saturation;

import dev.headroom.analysis.Grid;
import dev.headroom.analysis.PlainNumbers;
import dev.headroom.analysis.RouteShares;
import dev.headroom.analysis.Words;
import dev.headroom.finding.Coverage;
import dev.headroom.finding.Evidence;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Impact;
import dev.headroom.finding.Remedy;
import dev.headroom.finding.Remedy.Level;
import dev.headroom.finding.Severity;
import dev.headroom.finding.Subject;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts a resource that is used up, other than processors, into words.
///
/// @param crowding null when nobody was seen to wait, and its use is only to be watched
/// @param waits seconds per request and slice
/// @param tried how many resources of the service were looked at
record CrowdReport(
    Utilizations.Resource resource,
    @Nullable Crowding crowding,
    double[] waits,
    int tried,
    Grid grid,
    RouteShares shares) {

  Finding finding() {
    Crowding crowd = crowding;
    return new Finding(
        Saturation.SPEC.id(),
        new Subject(resource.service(), null, resource.name()),
        crowd == null ? watch() : claim(crowd),
        crowd == null ? Severity.WATCH : severity(crowd),
        crowd == null ? 0.5 : 0.5 + 0.35 * Math.min(1, crowd.tie().correlation()),
        impact(crowd),
        evidence(crowd),
        List.of(remedy()),
        rule(crowd),
        "The claim is wrong if requests wait as long when more of the resource is there, or if what"
            + " they wait for only happens to be slow at the same time.",
        coverage(crowd));
  }

  private String named() {
    return "the resource '" + resource.name() + "' of " + resource.service();
  }

  private String claim(Crowding crowd) {
    return "Requests wait while "
        + named()
        + " is used: "
        + Words.seconds(crowd.rise())
        + " each more in the busiest quarter of the minutes than in the calmer half, "
        + PlainNumbers.percent(crowd.share())
        + " of their time, with utilization up to "
        + PlainNumbers.percent(crowd.busy())
        + ".";
  }

  private String watch() {
    return "Of "
        + named()
        + " "
        + PlainNumbers.percent(resource.busy())
        + " are used in a tenth of the minutes; requests do not wait for it as far as can be seen.";
  }

  private static Severity severity(Crowding crowd) {
    return crowd.share() >= Saturation.MAJOR_WAIT ? Severity.MAJOR : Severity.MINOR;
  }

  private Impact impact(@Nullable Crowding crowd) {
    return crowd == null
        ? Impact.UNKNOWN
        : shares.impact(
            path -> path.onService().equals(resource.service()), crowd.share(), Double.NaN);
  }

  private List<Evidence> evidence(@Nullable Crowding crowd) {
    Evidence used =
        grid.series("Utilization of " + resource.name(), "1", resource.utilization(), 1);
    if (crowd == null) {
      return List.of(used);
    }
    return List.of(
        new Evidence.Figure(
            "Rank correlation of waits and utilization",
            crowd.tie().correlation(),
            Double.NaN,
            Double.NaN,
            "1",
            crowd.tie().told(crowd.minutes())),
        used,
        grid.series(
            resource.beforeWork()
                ? "Wait per request before its work begins, with the way there"
                : "Time per request that is neither work nor calls",
            "s",
            waits,
            1));
  }

  private Remedy remedy() {
    double factor = Math.max(1.2, resource.busy() / Saturation.TARGET);
    return new Remedy(
        "Give "
            + resource.service()
            + " "
            + PlainNumbers.number(factor)
            + " times as much of '"
            + resource.name()
            + "', or let requests hold it for a shorter time.",
        Level.LOW,
        Level.LOW,
        List.of());
  }

  private String rule(@Nullable Crowding crowd) {
    return "utilization >= "
        + PlainNumbers.percent(Saturation.BUSY)
        + " in a tenth of the minutes; "
        + Tie.rule("waits")
        + ", shared by the "
        + tried
        + " resources that were looked at, and with the time per request at the same rate >= "
        + Crowding.GIVEN_RATE
        + "; waits in the busiest quarter of the minutes >= "
        + PlainNumbers.percent(Saturation.WAIT_SHARE)
        + " of the time above those of the calmer half; without waits from "
        + PlainNumbers.percent(Saturation.WATCH)
        + " on only a watch. Seen: utilization "
        + PlainNumbers.percent(resource.busy())
        + (crowd == null
            ? ", no such waits"
            : ", correlation "
                + PlainNumbers.number(crowd.tie().correlation())
                + ", at the same rate "
                + Tie.text(crowd.tie().givenRate())
                + ", waits "
                + PlainNumbers.percent(crowd.share()));
  }

  private Coverage coverage(@Nullable Crowding crowd) {
    int from = crowd == null ? 0 : crowd.from();
    long minutes =
        crowd == null
            ? Arrays.stream(resource.utilization()).filter(value -> !Double.isNaN(value)).count()
            : crowd.minutes();
    return new Coverage(
        grid.window(from, grid.size()),
        minutes,
        crowd == null ? "minutes with utilization" : "minutes with utilization and requests",
        minutes / (double) (grid.size() - from));
  }
}
