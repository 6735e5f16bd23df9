package dev.headroom.query.view;

import dev.headroom.finding.Remedy;
import dev.headroom.finding.Severity;
import dev.headroom.plan.Standing;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One proposal.
///
/// @param id its lasting name
/// @param rank among those that are open, from 1; null for others and for alternatives
/// @param headline `Fix this first: …` in one sentence
/// @param advice what to do
/// @param analysis the kind of trouble
/// @param operation null when the whole service is meant
/// @param detail what else tells it from others; may be empty
/// @param ownership whose the service is
/// @param state open, accepted or dismissed
/// @param revision of the last decision; whoever decides names it, so that nobody decides over
///   another's head
/// @param assignee empty when nobody was named
/// @param ticket its address; empty when none was linked
/// @param score the rank's reason
/// @param terms the score's parts, in the order of the formula
/// @param routes what happens to routes, most relief first; empty when nothing could be predicted
/// @param ceiling that moves most; null when none is known
/// @param budget that burns and of which something is saved; null for none
/// @param caveat why the ceiling would not move; empty otherwise
/// @param findings that ask for it, most severe first
/// @param alternativeTo a better proposal for the same finding; null when it is the best
/// @param decided the decision that set the state; null when none did
/// @param proof id of the proof of the last acceptance; null without one
public record FixRow(
    String id,
    @Nullable Integer rank,
    String headline,
    String advice,
    String analysis,
    String service,
    @Nullable String operation,
    String detail,
    Ownership ownership,
    Standing.State state,
    long revision,
    String assignee,
    String ticket,
    Remedy.Level effort,
    Remedy.Level risk,
    double confidence,
    double score,
    List<Term> terms,
    List<RouteChange> routes,
    @Nullable CeilingChange ceiling,
    @Nullable BudgetChange budget,
    String caveat,
    List<Cause> findings,
    @Nullable String alternativeTo,
    @Nullable DecisionView decided,
    @Nullable String proof) {
  public FixRow {
    terms = List.copyOf(terms);
    routes = List.copyOf(routes);
    findings = List.copyOf(findings);
  }

  /// A term of the score.
  ///
  /// @param formula how it was worked out
  public record Term(String name, double value, String formula) {}

  /// A finding that asks for it.
  public record Cause(
      String fingerprint, String analysis, String claim, Severity severity, double confidence) {}

  /// What happens to one route.
  ///
  /// @param perSecond the route's traffic
  /// @param reliefPerSecond seconds of waiting that end in every second
  /// @param traces how many traces the prediction rests on
  /// @param assumptions one sentence each
  public record RouteChange(
      String service,
      String operation,
      double perSecond,
      QuantileChange p50,
      QuantileChange p95,
      double reliefPerSecond,
      long traces,
      List<String> assumptions) {
    public RouteChange {
      assumptions = List.copyOf(assumptions);
    }
  }

  /// @param lowNanos of the 95 % interval of then
  /// @param highNanos of the 95 % interval of then
  public record QuantileChange(
      double nowNanos, double thenNanos, double lowNanos, double highNanos) {}

  /// What happens to a ceiling.
  ///
  /// @param lowPerSecond of the 95 % interval of then
  /// @param highPerSecond of the 95 % interval of then
  /// @param headroomNow ceiling ÷ busy hour's peak; null without traffic
  /// @param headroomThen the same afterwards
  /// @param limitNow what binds now, in words
  /// @param limitThen what binds then
  public record CeilingChange(
      String service,
      String operation,
      double nowPerSecond,
      double thenPerSecond,
      double lowPerSecond,
      double highPerSecond,
      double peakPerSecond,
      @Nullable Double headroomNow,
      @Nullable Double headroomThen,
      String limitNow,
      String limitThen) {}

  /// @param savedShare of the bad events that would not happen
  public record BudgetChange(String slo, String objective, double burnRate, double savedShare) {}

  /// Something that was decided.
  ///
  /// @param until when a dismissal ends; null for never and for other actions
  /// @param value the assignee, or the ticket's address; may be empty
  public record DecisionView(
      long revision,
      String action,
      String who,
      String why,
      Instant at,
      @Nullable Instant until,
      String value) {}
}
