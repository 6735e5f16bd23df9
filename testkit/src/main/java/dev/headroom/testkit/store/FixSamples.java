package dev.headroom.testkit.store;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.outcome.Comparison;
import dev.headroom.outcome.Guard;
import dev.headroom.outcome.Measurement;
import dev.headroom.outcome.Metric;
import dev.headroom.outcome.Proof;
import dev.headroom.outcome.Registration;
import dev.headroom.outcome.Registration.Predicted;
import dev.headroom.outcome.TimeMatch;
import dev.headroom.plan.Decision;
import dev.headroom.plan.Decision.Action;
import dev.headroom.plan.EditKind;
import dev.headroom.plan.ProposalId;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.stat.Interval;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// Decisions and proofs for tests.
public final class FixSamples {
  /// When all of them begin.
  public static final Instant NOON = Instant.parse("2026-04-01T12:00:00.250Z");

  private FixSamples() {}

  /// The id of a proposal that ends in that digit.
  public static ProposalId proposal(int digit) {
    return new ProposalId("00000000000000a" + digit + "-0");
  }

  public static Decision decision(int proposal, long revision, Action action) {
    return new Decision(
        proposal(proposal),
        revision,
        action,
        "ada",
        "because; \"really\"\n",
        NOON.plusSeconds(revision),
        action == Action.DISMISS ? NOON.plusSeconds(86_400) : null,
        action == Action.TICKET ? "https://tickets.example/1" : "");
  }

  /// A registration that a prediction stands behind.
  public static Registration registration(int proposal, long revision) {
    ServiceName service = new ServiceName("orders");
    return new Registration(
        proposal(proposal),
        revision,
        "Batch the query.",
        "n-plus-one",
        Set.of(EditKind.BATCHED, EditKind.CACHED),
        service,
        new ServiceOperation(service, new OperationName("GET /orders/{id}")),
        Metric.P95,
        Registration.Direction.DOWN,
        0.1,
        new Predicted(-0.7, -0.9, -0.4, 0.1, 1.5),
        Duration.ofHours(24),
        "ada",
        NOON.plusSeconds(revision));
  }

  /// What came after a change.
  ///
  /// @param log the effect
  public static Measurement measurement(double log) {
    Comparison comparison =
        new Comparison(
            log,
            new Interval(log - 0.1, log + 0.1),
            TimeMatch.HOUR_OF_WEEK,
            0.93,
            1_200,
            900,
            2,
            1_200,
            0.31);
    return new Measurement(
        TimeWindow.endingAt(NOON, Duration.ofDays(6)),
        new TimeWindow(NOON, NOON.plusSeconds(86_400)),
        4e8,
        2e8,
        120_000,
        20_000,
        comparison,
        List.of("GET /search in search"),
        List.of(
            new Guard("p95 of GET /cart in cart", Metric.P95, Guard.State.FINE, comparison),
            new Guard("errors", Metric.ERROR_SHARE, Guard.State.UNKNOWN, null)),
        new Measurement.Chart(
            1_775_044_800, 600, Arrays.asList(1.5, null, 2.5), Arrays.asList(null, 1.0, 1.1)));
  }

  /// A proof from its registration to its verdict: one state after the other.
  public static List<Proof> life(int proposal, long revision, double log) {
    Proof registered = Proof.registered(registration(proposal, revision));
    Proof changed =
        registered.changed(
            new Proof.Change(NOON.plusSeconds(60), "first traffic of version 2", "2"),
            NOON.plusSeconds(90));
    Proof seen =
        changed.seen(measurement(log), List.of("measured for 1 h"), NOON.plusSeconds(3_600));
    Proof judged = seen.judged(measurement(log), 1, List.of("a remark"), NOON.plusSeconds(90_000));
    return List.of(registered, changed, seen, judged);
  }
}
