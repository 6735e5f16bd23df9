package dev.headroom.outcome;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.plan.ProposalId;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/// Minutes of a changed route and of untouched ones whose truth is known.
///
/// The log of the latency is a day curve, a dependence on the load, what happens to everybody, a
/// disturbance of its own that dies away slowly, noise of each minute and, after the change, the
/// effect.
record SimulatedRoutes(Truth truth, long seed) {
  static final Instant CHANGE = Instant.parse("2026-03-11T09:00:00Z");
  private static final long STEP = 60;

  /// @param effect log of after ÷ before
  /// @param days of history before the change
  /// @param hours measured after it
  /// @param loadAfter factor of the load after the change
  /// @param loadSlope log latency per log load
  /// @param dayCurve size of the daily swing of the log latency that has nothing to do with load
  /// @param common drift of everybody per day, on the log scale, from a day before the change on
  /// @param noise deviation of each minute
  /// @param slowNoise deviation of the slow disturbance
  /// @param slowMinutes after which it has died down to a third
  /// @param controls how many untouched routes
  record Truth(
      double effect,
      int days,
      int hours,
      double loadAfter,
      double loadSlope,
      double dayCurve,
      double common,
      double noise,
      double slowNoise,
      double slowMinutes,
      int controls) {}

  /// What a proof would see.
  record Seen(Slices before, Slices after, List<Slices> controls) {}

  Seen see() {
    SplittableRandom random = new SplittableRandom(seed);
    long change = CHANGE.getEpochSecond();
    long start = change - truth.days() * 86_400L;
    long end = change + truth.hours() * 3_600L;
    TimeWindow before = new TimeWindow(Instant.ofEpochSecond(start), CHANGE);
    TimeWindow after = new TimeWindow(CHANGE, Instant.ofEpochSecond(end));
    Slices target = route(start, end, true, random);
    List<Slices> controls = new ArrayList<>();
    for (int i = 0; i < truth.controls(); i++) {
      controls.add(route(start, end, false, random));
    }
    return new Seen(target.within(before), target.within(after), controls);
  }

  private Slices route(long start, long end, boolean changed, SplittableRandom random) {
    int n = (int) ((end - start) / STEP);
    double[] values = new double[n];
    double[] counts = new double[n];
    double slow = truth.slowNoise() * random.nextGaussian();
    double keep = Math.exp(-1 / truth.slowMinutes());
    double scale = 100e6 * (0.5 + random.nextDouble());
    for (int i = 0; i < n; i++) {
      long second = start + i * STEP;
      boolean after = second >= CHANGE.getEpochSecond();
      double day = Math.sin(2 * Math.PI * (second % 86_400) / 86_400);
      double load =
          300
              * (1 + 0.5 * day)
              * (after && changed ? truth.loadAfter() : 1)
              * Math.exp(0.05 * random.nextGaussian());
      slow = keep * slow + Math.sqrt(1 - keep * keep) * truth.slowNoise() * random.nextGaussian();
      double drift =
          truth.common() * Math.max(0, second - CHANGE.getEpochSecond() + 86_400) / 86_400;
      values[i] =
          scale
              * Math.exp(
                  truth.loadSlope() * Math.log(load / 300)
                      + truth.dayCurve() * Math.cos(2 * Math.PI * (second % 86_400) / 86_400)
                      + drift
                      + slow
                      + truth.noise() * random.nextGaussian()
                      + (after && changed ? truth.effect() : 0));
      counts[i] = Math.rint(load);
    }
    return new Slices(start, STEP, values, counts);
  }

  /// What was registered: a fifth less is predicted and a tenth matters, unless told otherwise.
  static Registration registration(double predicted) {
    ServiceName service = new ServiceName("orders");
    return new Registration(
        new ProposalId("0123456789abcdef-0"),
        1,
        "Batch the query.",
        "n-plus-one",
        Set.of(),
        service,
        new ServiceOperation(service, new OperationName("GET /orders")),
        Metric.P95,
        Registration.Direction.DOWN,
        0.1,
        new Registration.Predicted(predicted, predicted - 0.1, predicted + 0.1, 0, 1),
        Duration.ofHours(24),
        "ada",
        CHANGE.minusSeconds(3_600));
  }

  Judgement judge(double predicted) {
    Seen seen = see();
    Comparison comparison =
        MatchedComparison.of(
                seen.before(), seen.after(), seen.controls(), false, Proof.CONFIDENCE, seed)
            .orElse(null);
    Measurement measured =
        new Measurement(
            new TimeWindow(CHANGE.minusSeconds(truth.days() * 86_400L), CHANGE),
            new TimeWindow(CHANGE, CHANGE.plusSeconds(truth.hours() * 3_600L)),
            seen.before().mean(),
            seen.after().mean(),
            seen.before().requests(),
            seen.after().requests(),
            comparison,
            List.of(),
            List.of(),
            new Measurement.Chart(0, 60, List.of(), List.of()));
    return Judgement.of(registration(predicted), measured);
  }
}
