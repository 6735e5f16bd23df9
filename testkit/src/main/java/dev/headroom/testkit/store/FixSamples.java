package dev.headroom.testkit.store;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.finding.Fingerprint;
import dev.headroom.finding.Remedy.Level;
import dev.headroom.finding.Severity;
import dev.headroom.finding.Subject;
import dev.headroom.outcome.Comparison;
import dev.headroom.outcome.Measurement;
import dev.headroom.outcome.Metric;
import dev.headroom.outcome.Proof;
import dev.headroom.outcome.Registration;
import dev.headroom.outcome.Registration.Predicted;
import dev.headroom.outcome.SideEffect;
import dev.headroom.outcome.TimeMatch;
import dev.headroom.plan.Decision;
import dev.headroom.plan.Decision.Action;
import dev.headroom.plan.EditKind;
import dev.headroom.plan.Proposal;
import dev.headroom.plan.ProposalId;
import dev.headroom.plan.ProposalReader.Plan;
import dev.headroom.plan.RouteEffect;
import dev.headroom.plan.Score;
import dev.headroom.plan.TrackRecord;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.stat.Interval;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decisions and proofs for tests.
public final class FixSamples {
  /// When all of them begin.
  public static final Instant NOON = Instant.parse("2026-02-01T12:00:00.250Z");

  private FixSamples() {}

  /// The id of a proposal that ends in that digit.
  public static ProposalId proposal(int digit) {
    return new ProposalId("00000000000000a" + digit + "-0");
  }

  /// Two proposals: one of a route with a prediction, and one for a whole service without.
  public static Plan plan() {
    return new Plan(
        List.of(
            proposal(1, "GET /orders/{id}", "Batch the query.", Severity.MAJOR, 42),
            proposal(2, null, "Give it | more <b>memory</b>.", Severity.MINOR, 7)),
        NOON);
  }

  private static Proposal proposal(
      int digit, @Nullable String operation, String advice, Severity severity, double score) {
    ServiceName service = new ServiceName("orders");
    OperationName name = operation == null ? null : new OperationName(operation);
    ProposalId id = proposal(digit);
    return new Proposal(
        id,
        List.of(id),
        List.of(
            new Proposal.Source(
                new Fingerprint(id.value().substring(0, 16)),
                0,
                operation == null ? "gc-pressure" : "n-plus-one",
                "It costs time.",
                severity,
                0.9)),
        new Subject(service, name, ""),
        advice,
        "",
        Level.LOW,
        Level.MEDIUM,
        0.9,
        List.of(),
        name == null ? List.of() : List.of(effect(new ServiceOperation(service, name))),
        null,
        new Score(score, List.of(new Score.Term("relief", 0.5, "half of it"))),
        "",
        null,
        advice);
  }

  private static RouteEffect effect(ServiceOperation route) {
    return new RouteEffect(
        route,
        20,
        new RouteEffect.Shift(1e8, 5e7, new Interval(4e7, 6e7)),
        new RouteEffect.Shift(4e8, 2e8, new Interval(1.5e8, 2.5e8)),
        2.5,
        100,
        List.of("It stays as busy as it is."),
        TrackRecord.Correction.NONE,
        null);
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
            new SideEffect(
                "p95 of GET /cart in cart", Metric.P95, SideEffect.State.FINE, comparison),
            new SideEffect("errors", Metric.ERROR_SHARE, SideEffect.State.UNKNOWN, null)),
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
