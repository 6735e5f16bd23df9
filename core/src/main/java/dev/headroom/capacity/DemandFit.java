package dev.headroom.capacity;

import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.stat.Interval;
import dev.headroom.stat.MovingBlocks;
import dev.headroom.stat.NonNegativeLeastSquares;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Works out what requests need of a resource, from how busy it was and what was asked.
///
/// 1. Busy servers are regressed on the rates of the operations, weighted by one over the rate,
///    with no demand below 0 (utilization law: `B = b0 + Σ X_r·D_r`). Operations beyond the
///    [#OPERATIONS] busiest are one column. An ill-conditioned problem is refused: then all
///    requests count alike, which is right as long as their mix does not change, and it did not, or
///    the problem would have been well-conditioned.
/// 2. Demand may grow with load: `(B − b0) / work = d0 + d1·B`, weighted by work, with work as the
///    instrument, as noise in `B` is on both sides (Wald, Annals of Mathematical Statistics 11,
///    1940). `d1` is not let below 0: that demand falls when load rises is no basis to extrapolate.
/// 3. The resource is full at `(c − b0) / (d0 + d1·c)`; its interval comes from a moving-block
///    bootstrap with blocks of half an hour, and is widened by [#MODEL_ERROR]: what the method
///    itself is off by against simulated queues, of which a bootstrap knows nothing.
final class DemandFit {
  /// The fewest slices with traffic from which anything is told.
  static final int LEAST_SLICES = 12;

  /// The fewest requests.
  static final double LEAST_REQUESTS = 200;

  /// The most operations whose demand is told apart at one resource; also a quarter as many as
  /// there are slices.
  static final int OPERATIONS = 12;

  /// The largest error of the method in simulations of queues with 4 to 16 servers that were 30 to
  /// 95 % busy, with demands that stay and demands that grow.
  static final double MODEL_ERROR = 0.03;

  private static final double LEAST_SHARE = 0.005;
  private static final int SLICES_PER_OPERATION = 4;

  /// Below this share of busy servers growth of demand with load is not extrapolated.
  static final double FAR = 0.2;

  private static final double STEADY = 0.1;
  private static final double STANDS_OUT = 3;
  private static final long BLOCK_SECONDS = 1_800;
  private static final int LEAST_BLOCKS = 6;
  private static final int DRAWS = 400;
  private static final double KNOWN_RELATIVE = 0.5;
  private static final double KNOWN_OF_MEAN = 0.1;

  private final Slices slices;
  private final Busy resource;
  private final List<OperationLoad> users;
  private final int[] at;
  private final double[] busy;
  private final double[] rate;

  private DemandFit(
      Slices slices, Busy resource, List<OperationLoad> users, int[] at, double[] rate) {
    this.slices = slices;
    this.resource = resource;
    this.users = users;
    this.at = at;
    this.rate = rate;
    this.busy = Arrays.stream(at).mapToDouble(i -> resource.busy()[i]).toArray();
  }

  /// The demand; null when too little is known.
  ///
  /// @param users the operations that may use the resource, most traffic first
  static @Nullable Demand of(Slices slices, Busy resource, List<OperationLoad> users) {
    double[] all = new double[slices.count()];
    users.forEach(user -> {
      for (int i = 0; i < all.length; i++) {
        all[i] += user.perSecond()[i];
      }
    });
    int[] at = new int[all.length];
    int count = 0;
    double requests = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] > 0 && Double.isFinite(resource.busy()[i])) {
        at[count++] = i;
        requests += all[i] * slices.step();
      }
    }
    if (count < LEAST_SLICES || requests < LEAST_REQUESTS) {
      return null;
    }
    int[] used = Arrays.copyOf(at, count);
    double[] rate = Arrays.stream(used).mapToDouble(i -> all[i]).toArray();
    return new DemandFit(slices, resource, users, used, rate).fit();
  }

  /// How busy is split: one demand per column, the last column being the background if there is
  /// one.
  ///
  /// @param condition of a split that was refused
  private record Split(
      List<List<OperationLoad>> columns,
      double[] demands,
      double[] errors,
      double background,
      @Nullable Double condition) {}

  private @Nullable Demand fit() {
    double meanBusy = Arrays.stream(busy).sum() / Arrays.stream(rate).sum();
    if (!(meanBusy > 0)) {
      return null;
    }
    boolean steady = variation(rate) < STEADY;
    Split split = split(meanBusy, resource.background() && !steady);
    double[] work = new double[slices.count()];
    for (int c = 0; c < split.columns().size(); c++) {
      for (OperationLoad load : split.columns().get(c)) {
        for (int i = 0; i < work.length; i++) {
          work[i] += split.demands()[c] * load.perSecond()[i];
        }
      }
    }
    double[] asked = Arrays.stream(at).mapToDouble(i -> work[i]).toArray();
    if (Arrays.stream(asked).sum() <= 0) {
      return null;
    }
    int block = (int) Math.max(1, BLOCK_SECONDS / slices.step());
    boolean shortBlocks = at.length < LEAST_BLOCKS * block;
    MovingBlocks blocks =
        new MovingBlocks(
            terms(asked, split.background()),
            shortBlocks ? Math.max(1, at.length / LEAST_BLOCKS) : block);
    double c = resource.servers();
    // Far below the ceiling a slope is noise: it counts in the interval, not in the estimate.
    Line line = line(blocks.all(), steady || high(busy) < FAR * c);
    double most = most(line, c, split.background());
    Interval drawn =
        MovingBlocks.middle(
            blocks.draws(DRAWS, sums -> most(line(sums, steady), c, split.background())));
    return new Demand(
        resource,
        scaled(work, line.d0()),
        most * line.d0(),
        new Interval(
            Math.min(drawn.low(), most) * line.d0() * (1 - MODEL_ERROR),
            Math.max(drawn.high(), most) * line.d0() * (1 + MODEL_ERROR)),
        (line.d0() + line.d1() * c) / line.d0(),
        split.background(),
        perOperation(split, meanBusy, line.d0()),
        at.length,
        shortBlocks,
        steady,
        split.condition());
  }

  /// All but the highest twentieth lie below.
  private static double high(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) (sorted.length * 0.95)];
  }

  private static double[] scaled(double[] values, double factor) {
    return Arrays.stream(values).map(v -> v * factor).toArray();
  }

  private static double variation(double[] values) {
    double mean = Arrays.stream(values).average().orElse(0);
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(squares / values.length) / mean;
  }

  private Split split(double meanDemand, boolean background) {
    double total = Arrays.stream(rate).sum();
    List<List<OperationLoad>> columns = new ArrayList<>();
    List<OperationLoad> rest = new ArrayList<>();
    for (OperationLoad user : users) {
      double own = Arrays.stream(at).mapToDouble(i -> user.perSecond()[i]).sum();
      if (own >= LEAST_SHARE * total
          && columns.size() < Math.min(OPERATIONS, at.length / SLICES_PER_OPERATION)) {
        columns.add(List.of(user));
      } else if (own > 0) {
        rest.add(user);
      }
    }
    if (!rest.isEmpty()) {
      columns.add(rest);
    }
    NonNegativeLeastSquares.Fit apart = regress(columns, background);
    if (apart.wellConditioned()) {
      return split(columns, apart, null);
    }
    List<List<OperationLoad>> one = List.of(users);
    Split whole =
        split(one, regress(one, background), columns.size() > 1 ? apart.condition() : null);
    return whole.demands()[0] > 0
        ? whole
        : new Split(one, new double[] {meanDemand}, new double[] {0}, 0, whole.condition());
  }

  private static Split split(
      List<List<OperationLoad>> columns,
      NonNegativeLeastSquares.Fit fit,
      @Nullable Double condition) {
    int k = columns.size();
    return new Split(
        columns,
        Arrays.copyOf(fit.parameters(), k),
        Arrays.copyOf(fit.errors(), k),
        fit.parameters().length > k ? fit.parameters()[k] : 0,
        condition);
  }

  /// With a background only if it stands out from noise: what is not there would make all demands
  /// uncertain.
  private NonNegativeLeastSquares.Fit regress(
      List<List<OperationLoad>> columns, boolean background) {
    if (background) {
      NonNegativeLeastSquares.Fit fit = regressed(columns, true);
      int last = columns.size();
      if (fit.wellConditioned() && fit.parameters()[last] > STANDS_OUT * fit.errors()[last]) {
        return fit;
      }
    }
    return regressed(columns, false);
  }

  private NonNegativeLeastSquares.Fit regressed(
      List<List<OperationLoad>> columns, boolean background) {
    int k = columns.size();
    double[][] matrix = new double[background ? k + 1 : k][at.length];
    for (int c = 0; c < k; c++) {
      for (OperationLoad load : columns.get(c)) {
        for (int i = 0; i < at.length; i++) {
          matrix[c][i] += load.perSecond()[at[i]];
        }
      }
    }
    if (background) {
      Arrays.fill(matrix[k], 1);
    }
    double[] weights = Arrays.stream(rate).map(x -> 1 / x).toArray();
    return NonNegativeLeastSquares.fit(matrix, busy, weights);
  }

  /// Demand of a unit of work against busy servers.
  private record Line(double d0, double d1) {}

  private double[][] terms(double[] work, double background) {
    double[][] terms = new double[6][work.length];
    for (int i = 0; i < work.length; i++) {
      double own = Math.max(0, busy[i] - background);
      terms[0][i] = work[i];
      terms[1][i] = work[i] * work[i];
      terms[2][i] = own;
      terms[3][i] = work[i] * busy[i];
      terms[4][i] = work[i] * own;
      terms[5][i] = work[i] * work[i] * busy[i];
    }
    return terms;
  }

  private static Line line(double[] s, boolean steady) {
    double mean = s[2] / s[0];
    double x = s[3] / s[0];
    double z = s[1] / s[0];
    double slope = steady ? 0 : (s[4] - z * s[2]) / (s[5] - z * s[3]);
    double d1 = slope > 0 && Double.isFinite(slope) ? slope : 0;
    double d0 = mean - d1 * x;
    // All of the demand would come from load: what little is left says nothing about low load.
    return d0 > 0 ? new Line(d0, d1) : new Line(mean, 0);
  }

  private static double most(Line line, double servers, double background) {
    return Math.max(0, servers - background) / (line.d0() + line.d1() * servers);
  }

  private Map<ServiceOperation, Double> perOperation(
      Split split, double meanDemand, double factor) {
    Map<ServiceOperation, Double> demands = new HashMap<>();
    for (int c = 0; c < split.columns().size(); c++) {
      List<OperationLoad> column = split.columns().get(c);
      double demand = split.demands()[c];
      double error = split.errors()[c];
      boolean known =
          column.size() == 1
              && split.condition() == null
              && (error <= KNOWN_RELATIVE * demand || error <= KNOWN_OF_MEAN * meanDemand);
      for (OperationLoad load : column) {
        demands.put(load.name(), known ? demand * factor : Double.NaN);
      }
    }
    return demands;
  }
}
