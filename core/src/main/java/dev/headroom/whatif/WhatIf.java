package dev.headroom.whatif;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.capacity.Ceiling;
import dev.headroom.finding.Edit;
import dev.headroom.rollup.SiblingOrder;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceSample;
import dev.headroom.stat.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Predicts the percentiles of a route under edits, from its traces.
///
/// Each trace is retimed; the percentiles are those of all traces by their weights. The interval is
/// that of a bootstrap over traces (Efron, Tibshirani, "An Introduction to the Bootstrap", ch. 13),
/// widened over all ways in which the assumptions may turn out. The same question always gets the
/// same answer. Not thread-safe; made for one question.
public final class WhatIf {
  /// The fewest traces that are worth an answer.
  public static final int LEAST_TRACES = 30;

  private static final double[] SHARES = {0.5, 0.9, 0.95, 0.99};
  private static final int MOST_EDITS = EditTargets.MOST_EDITS / 2;
  private static final int DRAWS = 400;
  private static final int TURNS = 16;
  private static final int FEW_ABOVE = 5;
  private static final long SEED = 0x776861746966L;

  private final ServiceOperation route;
  private final List<TraceSample> traces;
  private final SiblingOrder order;
  private final List<Edit> edits;
  private final @Nullable Ceiling ceiling;
  private final List<String> assumptions = new ArrayList<>();

  private WhatIf(
      ServiceOperation route,
      List<TraceSample> traces,
      SiblingOrder order,
      List<Edit> edits,
      @Nullable Ceiling ceiling) {
    this.route = route;
    this.traces = traces.stream().filter(trace -> trace.weight() > 0).toList();
    this.order = order;
    this.edits = List.copyOf(edits);
    this.ceiling = ceiling;
  }

  /// How the route would behave.
  ///
  /// @param traces of the route; those with weight 0 count for nothing
  /// @param order what is known of the order in which the route's operations work
  /// @param ceiling of the route today; null when not known
  /// @throws HeadroomException with `CONFLICT` when there are fewer than [#LEAST_TRACES] traces,
  ///   with `NOT_FOUND` when no trace has an operation that an edit names, with `INVALID` when an
  ///   edit cannot be
  public static Prediction predict(
      ServiceOperation route,
      List<TraceSample> traces,
      SiblingOrder order,
      List<Edit> edits,
      @Nullable Ceiling ceiling) {
    return new WhatIf(route, traces, order, edits, ceiling).answer();
  }

  private Prediction answer() {
    if (traces.size() < LEAST_TRACES) {
      throw new HeadroomException(
          ErrorCode.CONFLICT, "not enough traces: " + traces.size() + " of " + LEAST_TRACES);
    }
    if (edits.isEmpty() || edits.size() > MOST_EDITS) {
      throw new HeadroomException(
          ErrorCode.INVALID, edits.size() + " edits; expected 1 to " + MOST_EDITS);
    }
    Outcome now = new Outcome(List.of(), Assumptions.USUAL, null);
    now.run();
    Outcome usual = outcome(edits, Assumptions.USUAL);
    requireTouched();
    List<Outcome> ways = new ArrayList<>(List.of(usual));
    for (Assumptions other : others()) {
      ways.add(outcome(edits, other));
    }
    explain(usual, ways);
    double relief = usual.demand == null ? 1 : usual.demand.relief();
    if (relief > 1) {
      assumptions.add(Wording.RELIEF);
      ways.add(outcome(relieved(relief), Assumptions.USUAL));
    }
    double[] before = now.quantiles();
    double[] after = usual.quantiles();
    double[] saved = new double[SHARES.length];
    Interval[] intervals = intervals(now, ways, after, saved);
    List<Prediction.Quantile> quantiles = new ArrayList<>();
    for (int i = 0; i < SHARES.length; i++) {
      quantiles.add(
          new Prediction.Quantile(SHARES[i], before[i], after[i], intervals[i], saved[i]));
    }
    return new Prediction(
        route,
        edits,
        traces.size(),
        usual.changedShare(),
        quantiles,
        usual.demand == null ? null : usual.demand.shift(edits),
        assumptions);
  }

  private Outcome outcome(List<Edit> of, Assumptions assumed) {
    boolean pools = of.stream().anyMatch(Edit.PoolSize.class::isInstance);
    PoolWaits waits = pools ? PoolWaits.of(of, traces, order, assumed.holdsToTheEnd()) : null;
    Outcome outcome = new Outcome(of, assumed, waits);
    outcome.run();
    return outcome;
  }

  /// The edits, and what is left of the operations faster still.
  private List<Edit> relieved(double factor) {
    List<Edit> more = new ArrayList<>(edits);
    edits.forEach(edit -> more.add(new Edit.Faster(edit.target(), factor)));
    return more;
  }

  private List<Assumptions> others() {
    List<Assumptions> others = new ArrayList<>(List.of(Assumptions.LOOSE_ORDER));
    if (edits.stream()
        .anyMatch(edit -> edit instanceof Edit.Batched || edit instanceof Edit.Parallel)) {
      others.add(Assumptions.OTHER_OVERHEAD);
    }
    if (edits.stream().anyMatch(Edit.PoolSize.class::isInstance)) {
      others.add(Assumptions.SHORT_HOLD);
    }
    return others;
  }

  /// Every edit must find its operation: a name with a typing error would promise "no change".
  private void requireTouched() {
    for (Edit edit : edits) {
      EditTargets targets = new EditTargets(List.of(edit));
      boolean found = false;
      for (int i = 0; i < traces.size() && !found; i++) {
        targets.match(traces.get(i), 0);
        found = targets.any();
      }
      if (!found) {
        throw new HeadroomException(ErrorCode.NOT_FOUND, notFound(edit.target()));
      }
    }
  }

  private String notFound(Edit.Target target) {
    Set<String> there = new LinkedHashSet<>();
    for (TraceSample trace : traces) {
      trace
          .spans()
          .forEach(span -> {
            if (span.where().service().equals(target.service())) {
              there.add("'" + span.where().operation() + "'");
            }
          });
    }
    String expected =
        there.isEmpty()
            ? "no span of that service is in the traces of the route"
            : "the traces of the route have "
                + String.join(", ", there.stream().sorted().limit(12).toList())
                + " of that service";
    boolean narrowed = target.under() != null || !target.statement().isEmpty();
    return "operation '"
        + target.operation()
        + "' of service '"
        + target.service()
        + "'"
        + (narrowed ? " with that entry and statement" : "")
        + " is in no trace; "
        + expected;
  }

  /// The traces under one set of edits and assumptions.
  private final class Outcome {
    private final Retiming still = new Retiming(List.of(), order);
    private final Retiming edited;
    private final int turns;
    private final ResampledValues nanos = new ResampledValues();
    private final @Nullable PoolWaits pools;
    private final @Nullable Demand demand;
    private double changed;
    private double whole;

    Outcome(List<Edit> edits, Assumptions assumed, @Nullable PoolWaits pools) {
      this.pools = pools;
      edited = new Retiming(edits, order, assumed, pools);
      boolean drawn =
          edits.stream()
              .anyMatch(edit -> edit instanceof Edit.Cached || edit instanceof Edit.PoolSize);
      turns = drawn ? TURNS : 1;
      demand = ceiling == null ? null : new Demand(ceiling);
    }

    void run() {
      for (TraceSample trace : traces) {
        long was = trace.root().durationNanos();
        if (demand != null) {
          still.rootNanos(trace);
        }
        for (int turn = 0; turn < turns; turn++) {
          long is = edited.rootNanos(trace, (double) turn / turns);
          nanos.add(is, trace.weight() / turns);
          whole += trace.weight() / turns;
          changed += is == was ? 0 : trace.weight() / turns;
          if (demand != null) {
            demand.add(trace, still, edited, 1.0 / turns);
          }
        }
      }
    }

    double changedShare() {
      return changed / whole;
    }

    double[] quantiles() {
      return quantiles(null);
    }

    /// @param counts how often each trace counts; null for once
    double[] quantiles(int @Nullable [] counts) {
      double[] weights = new double[nanos.size()];
      for (int i = 0; i < weights.length; i++) {
        int trace = i / turns;
        weights[i] = traces.get(trace).weight() * (counts == null ? 1 : counts[trace]);
      }
      double[] found = new double[SHARES.length];
      nanos.quantiles(SHARES, weights, found);
      return found;
    }
  }

  /// @param saved takes the mean of what each quantile loses the usual way
  private Interval[] intervals(Outcome now, List<Outcome> ways, double[] point, double[] saved) {
    Interval[] intervals = new Interval[SHARES.length];
    double[][][] drawn = new double[ways.size()][SHARES.length][DRAWS];
    SplittableRandom random = new SplittableRandom(SEED);
    int[] counts = new int[traces.size()];
    for (int draw = 0; draw < DRAWS; draw++) {
      Arrays.fill(counts, 0);
      for (int i = 0; i < counts.length; i++) {
        counts[random.nextInt(counts.length)]++;
      }
      double[] before = now.quantiles(counts);
      for (int way = 0; way < ways.size(); way++) {
        double[] quantiles = ways.get(way).quantiles(counts);
        for (int q = 0; q < SHARES.length; q++) {
          drawn[way][q][draw] = quantiles[q];
        }
      }
      for (int q = 0; q < SHARES.length; q++) {
        saved[q] += (before[q] - drawn[0][q][draw]) / DRAWS;
      }
    }
    for (int q = 0; q < SHARES.length; q++) {
      double low = point[q];
      double high = point[q];
      for (double[][] way : drawn) {
        Arrays.sort(way[q]);
        low = Math.min(low, way[q][(int) (DRAWS * 0.025)]);
        high = Math.max(high, way[q][(int) (DRAWS * 0.975)]);
      }
      intervals[q] = new Interval(low, high);
    }
    return intervals;
  }

  private void explain(Outcome usual, List<Outcome> ways) {
    for (int i = 0; i < edits.size(); i++) {
      assumptions.add(Wording.of(edits.get(i), usual.pools == null || usual.pools.seen(i)));
    }
    Outcome loose = ways.get(1);
    if (!Arrays.equals(usual.quantiles(), loose.quantiles())) {
      assumptions.add(Wording.unknownOrder(usual.edited.unknownOrders()));
    }
    for (double share : SHARES) {
      if (traces.size() * (1 - share) < FEW_ABOVE) {
        assumptions.add(Wording.fewAbove(share, traces.size()));
        break;
      }
    }
    assumptions.add(Wording.LOAD);
  }
}
