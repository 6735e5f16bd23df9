package dev.headroom.analysis.duplicatereads;

import static dev.headroom.analysis.PlainNumbers.brief;
import static dev.headroom.analysis.PlainNumbers.duration;
import static dev.headroom.analysis.PlainNumbers.number;
import static dev.headroom.analysis.PlainNumbers.percent;

import dev.headroom.analysis.Call;
import dev.headroom.analysis.CallKey;
import dev.headroom.analysis.Exemplars;
import dev.headroom.analysis.RouteCosts;
import dev.headroom.analysis.Sampled;
import dev.headroom.analysis.Visit;
import dev.headroom.base.TimeWindow;
import dev.headroom.finding.Edit;
import dev.headroom.finding.Evidence;
import dev.headroom.finding.Evidence.Figure;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Impact;
import dev.headroom.finding.Remedy;
import dev.headroom.finding.Remedy.Level;
import dev.headroom.finding.Severity;
import dev.headroom.finding.Subject;
import dev.headroom.stat.WeightedValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The requests in which one thing was read again.
final class Again {
  private static final double MAJOR_SHARE = 0.25;
  private static final int BRIEF = 160;

  private final Read read;
  private final RouteCosts costs = new RouteCosts();
  private final WeightedValues times = new WeightedValues();
  private final WeightedValues wasted = new WeightedValues();
  private final Exemplars exemplars = new Exemplars();
  private final Set<CallKey> keys = new TreeSet<>();
  private double reads;
  private double inRequests;

  Again(Read read) {
    this.read = read;
  }

  /// @param repeats calls that ask for the same thing, those of each thing together
  void add(Visit visit, List<List<Call>> repeats) {
    List<Call> all = repeats.stream().flatMap(List::stream).toList();
    int again = all.size() - repeats.size();
    exemplars.offer(again, visit, all);
    double w = visit.weight();
    if (w <= 0) {
      return;
    }
    long critical = 0;
    long nanos = 0;
    for (List<Call> same : repeats) {
      for (Call call : same.subList(1, same.size())) {
        critical += call.criticalNanos();
        nanos += call.nanos();
      }
    }
    costs.add(visit, critical);
    times.add(again, w);
    wasted.add(nanos, w);
    reads += w * all.size();
    inRequests += w * visit.entry().durationNanos();
    all.forEach(call -> keys.add(call.key()));
  }

  Optional<Finding> judge(Sampled entry, TimeWindow window) {
    boolean takesTime =
        wasted.sum() >= DuplicateReads.LEAST_TIME_SHARE * inRequests
            || wasted.mean() >= DuplicateReads.LEAST_NANOS;
    double share = times.weight() / entry.weight();
    if (times.size() < DuplicateReads.LEAST_REQUESTS
        || share < DuplicateReads.LEAST_SHARE
        || !takesTime) {
      return Optional.empty();
    }
    Impact impact = costs.impact(window);
    double dearest = impact.routes().isEmpty() ? 0 : impact.routes().getFirst().share();
    return Optional.of(
        new Finding(
            "duplicate-reads",
            new Subject(
                read.where().service(),
                read.where().operation(),
                (read.several() ? "services: " : "") + read.what()),
            claim(share),
            dearest >= MAJOR_SHARE ? Severity.MAJOR : Severity.MINOR,
            read.several() ? 0.8 : 0.95,
            impact,
            evidence(share),
            List.of(remedy()),
            rule(share),
            "What is read changes between the reads, and each must see the newest state.",
            entry.coverage(window)));
  }

  private String claim(double share) {
    String who =
        read.several()
            ? "On "
                + read.where().operation()
                + ", "
                + keys.stream()
                    .map(key -> key.caller().service().value())
                    .distinct()
                    .collect(Collectors.joining(" and "))
                + " read the same thing"
            : read.where().operation() + " of " + read.where().service() + " reads the same again";
    return who
        + " in "
        + percent(share)
        + " of the requests, "
        + number(times.mean())
        + " reads too many each, which take "
        + duration(wasted.mean())
        + ": "
        + brief(read.what(), BRIEF)
        + ".";
  }

  private List<Evidence> evidence(double share) {
    List<Evidence> evidence = new ArrayList<>();
    evidence.add(
        figure("requests that read it again", share, "1", "such requests ÷ all requests sampled"));
    evidence.add(
        figure(
            "reads too many per such request",
            times.mean(),
            "{read}",
            "reads of the same thing but for the first, mean over "
                + times.size()
                + " sampled requests"));
    evidence.add(
        figure(
            "time they take per such request",
            wasted.mean() / 1e9,
            "s",
            "durations of these reads, mean over the same requests"));
    evidence.addAll(exemplars.refs("a request that reads the same again"));
    return evidence;
  }

  private static Figure figure(String title, double value, String unit, String formula) {
    return new Figure(title, value, Double.NaN, Double.NaN, unit, formula);
  }

  private Remedy remedy() {
    double hitRate = times.sum() / reads;
    List<Edit> edits =
        keys.stream().map(key -> (Edit) new Edit.Cached(key.target(), hitRate)).toList();
    return read.several()
        ? new Remedy(
            "Hand over what was read to the next service, or let one service read it for all.",
            Level.MEDIUM,
            Level.MEDIUM,
            edits)
        : new Remedy(
            "Read once per request and keep the result for the rest of the request.",
            Level.LOW,
            Level.LOW,
            edits);
  }

  private String rule(double share) {
    return String.format(
        Locale.ROOT,
        "The same text is asked of the same callee again%s in at least %s of the requests (seen:"
            + " %s) and at least %d sampled ones (seen: %d), with no write to that callee in"
            + " between and no failure before, taking at least %s of these requests' time or %s"
            + " each (seen: %s, %s).",
        read.several() ? " by another service" : "",
        percent(DuplicateReads.LEAST_SHARE),
        percent(share),
        DuplicateReads.LEAST_REQUESTS,
        times.size(),
        percent(DuplicateReads.LEAST_TIME_SHARE),
        duration(DuplicateReads.LEAST_NANOS),
        percent(wasted.sum() / inRequests),
        duration(wasted.mean()));
  }
}
