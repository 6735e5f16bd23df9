package dev.headroom.analysis.regression;

import dev.headroom.analysis.Analysis;
import dev.headroom.analysis.AnalysisSpec;
import dev.headroom.analysis.Grid;
import dev.headroom.analysis.ModelView;
import dev.headroom.analysis.PlainNumbers;
import dev.headroom.analysis.RouteShares;
import dev.headroom.analysis.regression.Matched.Slice;
import dev.headroom.analysis.regression.Rollouts.Rollout;
import dev.headroom.base.OperationName;
import dev.headroom.finding.Coverage;
import dev.headroom.finding.Evidence;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Impact;
import dev.headroom.finding.Remedy;
import dev.headroom.finding.Remedy.Level;
import dev.headroom.finding.Severity;
import dev.headroom.finding.Subject;
import dev.headroom.rollup.Rollup;
import dev.headroom.stat.RankTests;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds versions under which operations are slower or fail more often than under the one before.
///
/// Slices of five minutes are compared at like load (rank sums within strata of the rate), for the
/// median, the 95th percentile and the share of failures of every entry operation; the share of
/// false discoveries is held over all of them. The difference must be there right around the
/// change, and callees that answer later must not explain it.
public final class VersionRegression implements Analysis {
  /// The least slowdown that counts.
  static final double SLOWER = 1.1;

  /// The same where the load was not alike and its effect was taken out.
  static final double SLOWER_BEYOND = 1.25;

  static final double MAJOR_SLOWER = 1.3;

  /// The least rise of the share of failures, of all requests,
  static final double ERRORS_MORE = 0.01;

  /// and as a factor.
  static final double ERRORS_FACTOR = 1.5;

  static final double MAJOR_ERRORS = 0.05;

  static final double FALSE_DISCOVERIES = 0.01;

  /// Of the difference, to be there right around the change.
  static final double NEAR = 0.5;

  /// Of a slowdown, explained by callees: then it is theirs.
  static final double CALLEES = 0.5;

  private static final AnalysisSpec SPEC =
      new AnalysisSpec(
          "version-regression",
          "A version is slower or fails more",
          "Compares a new version with the one before at like load, operation by operation.");

  @Override
  public AnalysisSpec spec() {
    return SPEC;
  }

  /// What is compared.
  private enum Measure {
    MEDIAN("median"),
    P95("95th percentile"),
    ERRORS("share of failures");

    private final String words;

    Measure(String words) {
      this.words = words;
    }

    private double figure(Rollup rollup) {
      return switch (this) {
        case MEDIAN -> rollup.quantile(0.5);
        case P95 -> rollup.quantile(0.95);
        case ERRORS -> rollup.errors() / rollup.count();
      };
    }

    private @Nullable Matched compare(List<Slice> before, List<Slice> after) {
      Matched matched = Matched.of(before, after, this != ERRORS);
      return matched == null && this != ERRORS ? Matched.beyond(before, after) : matched;
    }

    boolean counts(Matched matched) {
      boolean worse =
          this == ERRORS
              ? matched.difference() >= ERRORS_MORE
                  && matched.after() >= ERRORS_FACTOR * matched.before()
              : matched.ratio() >= (matched.alike() ? SLOWER : SLOWER_BEYOND);
      return worse && matched.near() >= NEAR * matched.difference();
    }

    private String text(double value) {
      return this == ERRORS ? PlainNumbers.percent(value) : PlainNumbers.duration(value);
    }
  }

  private record Case(Rollout rollout, OperationName operation, Measure measure, Matched matched) {
    /// How bad it is, to sort by: the ratio for times, ten times the rise for failures.
    double weight() {
      return measure == Measure.ERRORS ? 1 + 10 * matched.difference() : matched.ratio();
    }
  }

  @Override
  public List<Finding> analyze(ModelView view) {
    Grid grid = Grid.of(Rollouts.span(view), Rollouts.STEP);
    List<Rollout> rollouts = Rollouts.read(view, grid);
    if (rollouts.isEmpty()) {
      return List.of();
    }
    VersionSeries series = VersionSeries.read(view, grid, rollouts);
    Map<Rollout, List<Case>> worse = new LinkedHashMap<>();
    for (Case one : significant(cases(rollouts, series))) {
      if (one.measure().counts(one.matched()) && !explained(view, grid, one)) {
        worse.computeIfAbsent(one.rollout(), _ -> new ArrayList<>()).add(one);
      }
    }
    if (worse.isEmpty()) {
      return List.of();
    }
    RouteShares shares = RouteShares.of(view);
    List<Finding> findings = new ArrayList<>();
    worse.forEach((rollout, cases) ->
        findings.add(new Report(rollout, cases, series, grid, shares).finding()));
    return findings;
  }

  private static List<Case> cases(List<Rollout> rollouts, VersionSeries series) {
    List<Case> cases = new ArrayList<>();
    for (Rollout rollout : rollouts) {
      for (OperationName operation : series.operations(rollout)) {
        for (Measure measure : Measure.values()) {
          Matched matched =
              measure.compare(
                  series.before(rollout, operation, measure::figure),
                  series.after(rollout, operation, measure::figure));
          if (matched != null) {
            cases.add(new Case(rollout, operation, measure, matched));
          }
        }
      }
    }
    return cases;
  }

  private static List<Case> significant(List<Case> cases) {
    double[] rates =
        RankTests.falseDiscoveryRates(
            cases.stream().mapToDouble(one -> one.matched().pValue()).toArray());
    List<Case> significant = new ArrayList<>();
    for (int i = 0; i < rates.length; i++) {
      if (rates[i] <= FALSE_DISCOVERIES) {
        significant.add(cases.get(i));
      }
    }
    return significant;
  }

  private static boolean explained(ModelView view, Grid grid, Case one) {
    return one.measure() != Measure.ERRORS
        && Callees.longer(view, grid, one.rollout(), one.operation())
            >= CALLEES * one.matched().difference();
  }

  /// Puts one finding into words.
  private static final class Report {
    private final Rollout rollout;
    private final List<Case> cases;
    private final Case worst;
    private final VersionSeries series;
    private final Grid grid;
    private final RouteShares shares;

    Report(Rollout rollout, List<Case> cases, VersionSeries series, Grid grid, RouteShares shares) {
      this.rollout = rollout;
      this.cases = cases;
      this.worst = cases.stream().max(Comparator.comparingDouble(Case::weight)).orElseThrow();
      this.series = series;
      this.grid = grid;
      this.shares = shares;
    }

    Finding finding() {
      Matched matched = worst.matched();
      return new Finding(
          SPEC.id(),
          new Subject(rollout.service(), null, rollout.after()),
          claim(),
          severity(),
          matched.alike() ? matched.pValue() <= 1e-6 ? 0.95 : 0.85 : 0.75,
          impact(),
          evidence(),
          List.of(
              new Remedy(
                  "Roll "
                      + rollout.service()
                      + " back to "
                      + rollout.before()
                      + ", or mend "
                      + rollout.after()
                      + ": compare the traces of "
                      + worst.operation()
                      + " before and after.",
                  Level.LOW,
                  Level.MEDIUM,
                  List.of())),
          rule(),
          "The claim is wrong if the requests became heavier at the same moment (a new customer, a"
              + " larger page), or if the difference stays after a rollback.",
          new Coverage(
              grid.window(rollout.first(), grid.size()),
              matched.slices(),
              "slices of five minutes of the new version",
              matched.slices() / (double) Math.max(1, grid.size() - rollout.first())));
    }

    private String claim() {
      Matched matched = worst.matched();
      boolean errors = worst.measure() == Measure.ERRORS;
      return "Version "
          + rollout.after()
          + " of "
          + rollout.service()
          + (errors ? " fails more often than " : " is slower than ")
          + rollout.before()
          + (matched.alike() ? " at like load" : ", the effect of the higher load taken out")
          + ": the "
          + worst.measure().words
          + " of "
          + worst.operation()
          + " went from "
          + worst.measure().text(matched.before())
          + " to "
          + worst.measure().text(matched.after())
          + (errors ? "" : " (" + PlainNumbers.number(matched.ratio()) + " times)")
          + others();
    }

    private String others() {
      long more = cases.stream().map(Case::operation).distinct().count() - 1;
      return more == 0
          ? "."
          : ", and "
              + more
              + (more == 1 ? " other operation" : " other operations")
              + " got worse too.";
    }

    private Severity severity() {
      boolean major =
          cases.stream()
              .anyMatch(one ->
                  one.measure() == Measure.ERRORS
                      ? one.matched().difference() >= MAJOR_ERRORS
                      : one.matched().ratio() >= MAJOR_SLOWER);
      return major ? Severity.MAJOR : Severity.MINOR;
    }

    /// The part of the operations' own time that the new version added.
    private Impact impact() {
      Case slowest = slowest();
      if (slowest == null) {
        return Impact.UNKNOWN;
      }
      List<OperationName> operations = cases.stream().map(Case::operation).distinct().toList();
      return shares.impact(
          path ->
              path.onService().equals(rollout.service()) && operations.contains(path.onOperation()),
          1 - 1 / slowest.matched().ratio(),
          Double.NaN);
    }

    private @Nullable Case slowest() {
      return cases.stream()
          .filter(one -> one.measure() != Measure.ERRORS)
          .max(Comparator.comparingDouble(Case::weight))
          .orElse(null);
    }

    private List<Evidence> evidence() {
      List<Evidence> evidence = new ArrayList<>();
      boolean errors = worst.measure() == Measure.ERRORS;
      double factor = errors ? 1 : 1e-9;
      evidence.add(
          new Evidence.Comparison(
              worst.measure().words + " of " + worst.operation() + " at like load",
              errors ? "1" : "s",
              rollout.before(),
              worst.matched().before() * factor,
              rollout.after(),
              worst.matched().after() * factor,
              worst.matched().pValue()));
      evidence.add(
          grid.series(
              worst.measure().words + " of " + worst.operation(),
              errors ? "1" : "s",
              series.chart(rollout, worst.operation(), worst.measure()::figure),
              factor));
      List<List<String>> rows = new ArrayList<>();
      for (Case one : cases) {
        rows.add(
            List.of(
                one.operation().value(),
                one.measure().words,
                one.measure().text(one.matched().before()),
                one.measure().text(one.matched().after()),
                PlainNumbers.number(one.matched().pValue())));
      }
      evidence.add(
          new Evidence.Table(
              "What got worse since " + grid.window(rollout.first(), grid.size()).from(),
              List.of("operation", "figure", rollout.before(), rollout.after(), "p"),
              rows));
      return evidence;
    }

    private String rule() {
      return "rank sums within strata of the rate, false discoveries <= "
          + PlainNumbers.percent(FALSE_DISCOVERIES)
          + " over operations and figures; median or 95th percentile >= "
          + SLOWER
          + " times ("
          + SLOWER_BEYOND
          + " where the load is not alike), or failures >= "
          + PlainNumbers.percent(ERRORS_MORE)
          + " of all requests more and >= "
          + ERRORS_FACTOR
          + " times; >= "
          + NEAR
          + " of the difference right around the change; callees explain < "
          + CALLEES
          + " of it. Seen: "
          + cases.size()
          + " figures, worst "
          + worst.measure().text(worst.matched().before())
          + " to "
          + worst.measure().text(worst.matched().after())
          + ", p "
          + PlainNumbers.number(worst.matched().pValue());
    }
  }
}
