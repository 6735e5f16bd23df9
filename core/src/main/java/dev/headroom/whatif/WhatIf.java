package dev.headroom.whatif;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.capacity.Ceiling;
import dev.headroom.finding.Edit;
import dev.headroom.rollup.SiblingOrder;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceSample;
import dev.headroom.stat.Interval;
import dev.headroom.stat.Sketch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Predicts the percentiles of a route under edits, from its traces.
///
/// Each trace is retimed; the percentiles are those of all traces by their weights, corrected by
/// what was counted of all requests ([CountedQuantile]). The interval is that of a bootstrap over
/// traces (Efron, Tibshirani, "An Introduction to the Bootstrap", ch. 13), widened over all ways in
/// which the assumptions may turn out. The same question always gets the same answer. Not
/// thread-safe; made for one question.
public final class WhatIf {
  /// The fewest traces that are worth an answer.
  public static final int LEAST_TRACES = 20;

  private static final double[] SHARES = {0.5, 0.9, 0.95, 0.99};
  private static final int MOST_EDITS = EditTargets.MOST_EDITS / 2;
  private static final int DRAWS = 400;
  private static final int TURNS = 16;
  private static final int FEW_ABOVE = 5;
  private static final long SEED = 0x776861746966L;

  private final ServiceOperation route;
  private final List<TraceSample> traces;
  private final Known known;
  private final List<Edit> edits;
  private final List<String> assumptions = new ArrayList<>();

  private WhatIf(ServiceOperation route, List<TraceSample> traces, Known known, List<Edit> edits) {
    this.route = route;
    this.traces = traces.stream().filter(trace -> trace.weight() > 0).toList();
    this.known = known;
    this.edits = List.copyOf(edits);
  }

  /// What is known of a route beside its traces.
  ///
  /// @param order in which the route's operations work
  /// @param ceiling of the route today; null when not known
  /// @param counted the route's response times over the time of the traces, in nanoseconds; null
  ///   when they were not counted
  public record Known(SiblingOrder order, @Nullable Ceiling ceiling, @Nullable Sketch counted) {}

  /// How the route would behave.
  ///
  /// @param traces of the route; those with weight 0 count for nothing
  /// @throws HeadroomException with `CONFLICT` when there are fewer than [#LEAST_TRACES] traces,
  ///   with `NOT_FOUND` when no trace has an operation that an edit names, with `INVALID` when an
  ///   edit cannot be
  public static Prediction predict(
      ServiceOperation route, List<TraceSample> traces, Known known, List<Edit> edits) {
    return new WhatIf(route, traces, known, edits).answer();
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
    return new Prediction(
        route,
        edits,
        traces.size(),
        usual.changedShare(),
        quantiles(now, ways),
        usual.demand == null ? null : usual.demand.shift(edits),
        assumptions);
  }

  private Outcome outcome(List<Edit> of, Assumptions assumed) {
    boolean pools = of.stream().anyMatch(Edit.PoolSize.class::isInstance);
    PoolWaits waits =
        pools ? PoolWaits.of(of, traces, known.order(), assumed.holdsToTheEnd()) : null;
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
    private final Retiming still = new Retiming(List.of(), known.order());
    private final Retiming edited;
    private final int turns;
    private final ResampledValues nanos = new ResampledValues();
    private final @Nullable PoolWaits pools;
    private final @Nullable Demand demand;
    private double changed;
    private double whole;

    Outcome(List<Edit> edits, Assumptions assumed, @Nullable PoolWaits pools) {
      this.pools = pools;
      edited = new Retiming(edits, known.order(), assumed, pools);
      boolean drawn =
          edits.stream()
              .anyMatch(edit ->
                  edit instanceof Edit.Cached
                      || edit instanceof Edit.PoolSize
                      || edit instanceof Edit.Retries);
      turns = drawn ? TURNS : 1;
      demand = known.ceiling() == null ? null : new Demand(known.ceiling());
    }

    void run() {
      double[] weights = weights(null);
      for (int i = 0; i < weights.length; i++) {
        TraceSample trace = traces.get(i);
        long was = trace.root().durationNanos();
        if (demand != null) {
          still.rootNanos(trace);
        }
        for (int turn = 0; turn < turns; turn++) {
          long is = edited.rootNanos(trace, (double) turn / turns);
          nanos.add(is, weights[i] / turns);
          whole += weights[i] / turns;
          changed += is == was ? 0 : weights[i] / turns;
          if (demand != null) {
            demand.add(trace, still, edited, 1.0 / turns);
          }
        }
      }
    }

    double changedShare() {
      return changed / whole;
    }

    /// @param weights of the traces
    double[] quantiles(double[] weights) {
      double[] each = new double[nanos.size()];
      for (int i = 0; i < each.length; i++) {
        each[i] = weights[i / turns];
      }
      double[] found = new double[SHARES.length];
      nanos.quantiles(SHARES, each, found);
      return found;
    }
  }

  /// @param ways in which the assumptions may turn out, the usual one first
  private List<Prediction.Quantile> quantiles(Outcome now, List<Outcome> ways) {
    double[][] nowDrawn = new double[SHARES.length][DRAWS];
    double[][][] thenDrawn = new double[ways.size()][SHARES.length][DRAWS];
    SplittableRandom random = new SplittableRandom(SEED);
    for (int draw = 0; draw < DRAWS; draw++) {
      double[] weights = weights(counts(random));
      place(now.quantiles(weights), nowDrawn, draw);
      for (int way = 0; way < ways.size(); way++) {
        place(ways.get(way).quantiles(weights), thenDrawn[way], draw);
      }
    }
    double[] sampledNow = now.quantiles(weights(null));
    double[] sampledThen = ways.getFirst().quantiles(weights(null));
    List<Prediction.Quantile> quantiles = new ArrayList<>();
    for (int q = 0; q < SHARES.length; q++) {
      CountedQuantile real = new CountedQuantile(known.counted(), SHARES[q], nowDrawn[q]);
      double then = real.corrected(sampledThen[q], sampledNow[q], thenDrawn[0][q]);
      List<double[]> corrected = new ArrayList<>();
      for (int way = 0; way < ways.size(); way++) {
        corrected.add(real.corrected(thenDrawn[way][q]));
        corrected.add(real.inProportion(thenDrawn[way][q]));
      }
      quantiles.add(
          new Prediction.Quantile(
              SHARES[q],
              real.or(sampledNow[q]),
              then,
              real.withChance(then, interval(then, corrected)),
              real.saved(corrected.getFirst())));
    }
    return quantiles;
  }

  private static void place(double[] quantiles, double[][] into, int draw) {
    for (int q = 0; q < SHARES.length; q++) {
      into[q][draw] = quantiles[q];
    }
  }

  private int[] counts(SplittableRandom random) {
    int[] counts = new int[traces.size()];
    for (int i = 0; i < counts.length; i++) {
      counts[random.nextInt(counts.length)]++;
    }
    return counts;
  }

  /// What each trace stands for.
  ///
  /// @param counts how often each trace was drawn; null for once
  private double[] weights(int @Nullable [] counts) {
    double[] weights = new double[traces.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = traces.get(i).weight() * (counts == null ? 1 : counts[i]);
    }
    return weights;
  }

  private static Interval interval(double point, List<double[]> drawn) {
    double low = point;
    double high = point;
    for (double[] way : drawn) {
      Arrays.sort(way);
      low = Math.min(low, way[(int) (DRAWS * 0.025)]);
      high = Math.max(high, way[(int) (DRAWS * 0.975)]);
    }
    return new Interval(low, high);
  }

  private void explain(Outcome usual, List<Outcome> ways) {
    for (int i = 0; i < edits.size(); i++) {
      assumptions.add(Wording.of(edits.get(i), usual.pools == null || usual.pools.seen(i)));
    }
    Outcome loose = ways.get(1);
    double[] weights = weights(null);
    if (!Arrays.equals(usual.quantiles(weights), loose.quantiles(weights))) {
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
