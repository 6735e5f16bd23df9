package dev.headroom.slo;

/// What a burn rule says at one moment, with all it was decided by.
///
/// @param severity that of the rule, or TICKET in place of PAGE where a single failure costs too
///   much of the budget to wake somebody
/// @param chance the binomial guard: how likely this many bad events of the long window are if
///   errors only just burned at the threshold; NaN when the burn rates did not ask for it
public record RuleEvaluation(
    BurnRule rule,
    BurnRule.Severity severity,
    BurnWindow longWindow,
    BurnWindow shortWindow,
    double chance,
    Outcome outcome) {

  /// What a rule says.
  public enum Outcome {
    /// Both windows burn, the budget was really spent, and chance does not explain it.
    FIRES,
    /// Both windows burn. Enough to keep an alert, not to start one.
    HOLDS,
    /// The budget does not burn that fast.
    QUIET,
    /// Too few minutes of the long window are known.
    UNKNOWN
  }

  /// The guard: an alert starts only when chance is below this.
  public static final double CHANCE_MOST = 0.01;

  /// The share of the budget that one failure may cost for a page.
  public static final double FAILURE_COST_MOST = 0.01;

  /// Whether it was to page and does not.
  public boolean downgraded() {
    return severity != rule.severity();
  }
}
