package dev.headroom.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.base.TimeWindow;
import dev.headroom.outcome.Registration.Predicted;
import dev.headroom.plan.EditKind;
import dev.headroom.plan.ProposalId;
import dev.headroom.plan.TrackRecord.Correction;
import dev.headroom.stat.Interval;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class CalibrationTest {

  private static Proof proof(int number, Predicted predicted, double measured) {
    return proof(number, "n-plus-one", Set.of(EditKind.BATCHED), predicted, measured);
  }

  private static Proof proof(
      int number, String analysis, Set<EditKind> edits, Predicted predicted, double measured) {
    Registration usual = SimulatedRoutes.registration(-0.7);
    Registration registration =
        new Registration(
            new ProposalId(String.format("%016x-0", number)),
            1,
            usual.advice(),
            analysis,
            edits,
            usual.service(),
            usual.route(),
            usual.metric(),
            usual.direction(),
            usual.minimumEffect(),
            predicted,
            usual.window(),
            usual.who(),
            usual.at());
    Comparison comparison =
        new Comparison(
            measured,
            new Interval(measured - 0.05, measured + 0.05),
            TimeMatch.HOUR_OF_WEEK,
            1,
            1_000,
            1_000,
            2,
            600,
            0);
    Measurement measurement =
        new Measurement(
            TimeWindow.endingAt(SimulatedRoutes.CHANGE, Duration.ofDays(7)),
            new TimeWindow(SimulatedRoutes.CHANGE, SimulatedRoutes.CHANGE.plusSeconds(86_400)),
            1e8,
            5e7,
            1_000,
            1_000,
            comparison,
            List.of(),
            List.of(),
            new Measurement.Chart(0, 60, List.of(), List.of()));
    return Proof.registered(registration)
        .changed(new Proof.Change(SimulatedRoutes.CHANGE, "version 2", "2"), SimulatedRoutes.CHANGE)
        .judged(measurement, 1, List.of(), SimulatedRoutes.CHANGE.plusSeconds(90_000));
  }

  private static Predicted predicted(double log, double half) {
    return new Predicted(log, log - half, log + half, 0, 1);
  }

  @Test
  void countsWhatCameOutInsideAndTheMeanError() {
    Calibration calibration =
        Calibration.of(
            List.of(
                proof(1, predicted(-0.7, 0.1), -0.65),
                proof(2, predicted(-0.7, 0.1), -0.4),
                proof(3, "lock", Set.of(), predicted(-0.3, 0.2), -0.4)));
    Calibration.Group all = calibration.groups().getFirst();
    assertThat(all.outcomes()).isEqualTo(3);
    assertThat(all.inside()).isEqualTo(2);
    assertThat(all.bias()).isCloseTo((0.05 + 0.3 - 0.1) / 3, within(1e-12));
    assertThat(calibration.groups().stream().map(group -> group.by() + " " + group.name()))
        .containsExactly("all ", "analysis lock", "analysis n-plus-one", "edit BATCHED");
    assertThat(calibration.correction("n-plus-one", Set.of()))
        .as("two are too few")
        .isEqualTo(Correction.NONE);
  }

  @Test
  void onlyVerdictsThatStandCount() {
    Registration registration = SimulatedRoutes.registration(-0.7);
    assertThat(Calibration.of(List.of(Proof.registered(registration))).outcomes()).isEmpty();
    // An interval from -0.05 to 0.05 about 0.06: neither an effect that matters nor none.
    assertThat(Calibration.of(List.of(proof(1, predicted(-0.7, 0.1), -0.04))).outcomes())
        .hasSize(1);
  }

  @Test
  void anotherKindOfEditOrAnalysisIsNotLearnedFrom() {
    List<Proof> proofs = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      proofs.add(proof(i, predicted(-0.7, 0.1), -0.5));
    }
    Calibration calibration = Calibration.of(proofs);
    assertThat(calibration.correction("n-plus-one", Set.of()).outcomes()).isEqualTo(6);
    assertThat(calibration.correction("chatty", Set.of(EditKind.BATCHED)).outcomes()).isEqualTo(6);
    assertThat(calibration.correction("chatty", Set.of(EditKind.CACHED)))
        .isEqualTo(Correction.NONE);
  }

  /// Predictions that promise a fifth too much, in intervals half as wide as their errors: what the
  /// track record makes of the next ones must hold the truth as often as 95 % intervals do.
  @Test
  void laterPredictionsHoldTheTruthAsOftenAsTheySay() {
    SplittableRandom random = new SplittableRandom(20_260_404);
    int inside = 0;
    int insideRaw = 0;
    int tried = 0;
    for (int world = 0; world < 60; world++) {
      List<Proof> proofs = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        double truth = -0.9 + 0.4 * random.nextDouble();
        double raw = truth - 0.2 + 0.1 * random.nextGaussian();
        Correction correction =
            Calibration.of(proofs).correction("n-plus-one", Set.of(EditKind.BATCHED));
        double half = 0.1 * correction.widening();
        double log = raw + correction.logShift();
        Predicted next =
            new Predicted(
                log, log - half, log + half, correction.logShift(), correction.widening());
        if (i >= 20) {
          tried++;
          inside += Math.abs(truth - log) <= half ? 1 : 0;
          insideRaw += Math.abs(truth - raw) <= 0.1 ? 1 : 0;
        }
        proofs.add(proof(i, next, truth));
      }
    }
    assertThat(insideRaw / (double) tried).as("as predicted, seed 20260404").isLessThan(0.3);
    assertThat(inside / (double) tried).as("as corrected, seed 20260404").isBetween(0.92, 0.995);
  }
}
