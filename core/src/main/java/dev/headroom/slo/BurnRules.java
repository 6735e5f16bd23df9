package dev.headroom.slo;

import dev.headroom.base.PlainText;
import dev.headroom.slo.BurnRule.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The standard burn rules: the pairs of windows of the Site Reliability Workbook, chapter 5, for a
/// budget of any period.
///
/// Windows stay, since they tell how fast somebody must know. Thresholds are `share × period /
/// window`, and the shares of the budget that may go before somebody is told depend on the period:
///
/// | period | 1 h page | 6 h page | 1 d ticket | 3 d ticket | source |
/// |---|---|---|---|---|---|
/// | 7 d | 8 % | 12.5 % | 20 % | 42 % | Sloth |
/// | 28 to 31 d | 2 % | 5 % | 10 % | 10 % | Workbook |
/// | 90 d | 1 % | 3 % | 5 % | 3.33 % | Datadog; the last for a threshold of 1 |
///
/// Between those, shares are interpolated, both axes logarithmic. Below 7 days the shares stay;
/// above 90 days the thresholds do, or a budget of a year would be told of too late.
public final class BurnRules {
  private static final double[] PERIOD_DAYS = {7, 28, 31, 90};

  /// A threshold below this would tell of budgets that are spent as planned.
  private static final double THRESHOLD_LEAST = 0.9;

  private static final List<Pair> PAIRS =
      List.of(
          new Pair("page-fast", Severity.PAGE, 60, 5, List.of(.08, .02, .02, .01)),
          new Pair("page-slow", Severity.PAGE, 360, 30, List.of(.125, .05, .05, .03)),
          new Pair("ticket-fast", Severity.TICKET, 1_440, 120, List.of(.20, .10, .10, .05)),
          new Pair("ticket-slow", Severity.TICKET, 4_320, 360, List.of(.42, .10, .10, 1 / 30.0)));

  /// @param rules those that apply
  /// @param leftOut those that do not, and why
  public record Standard(List<BurnRule> rules, List<LeftOut> leftOut) {
    public Standard {
      rules = List.copyOf(rules);
      leftOut = List.copyOf(leftOut);
    }
  }

  /// @param name of the rule
  /// @param reason a sentence
  public record LeftOut(String name, String reason) {}

  private record Pair(
      String name, Severity severity, int longMinutes, int shortMinutes, List<Double> shares) {

    double share(double days) {
      if (days <= PERIOD_DAYS[0]) {
        return shares.getFirst();
      }
      for (int i = 1; i < PERIOD_DAYS.length; i++) {
        if (days <= PERIOD_DAYS[i]) {
          double at =
              Math.log(days / PERIOD_DAYS[i - 1]) / Math.log(PERIOD_DAYS[i] / PERIOD_DAYS[i - 1]);
          return shares.get(i - 1) * Math.pow(shares.get(i) / shares.get(i - 1), at);
        }
      }
      return shares.getLast() * PERIOD_DAYS[PERIOD_DAYS.length - 1] / days;
    }

    double threshold(double days) {
      return share(days) * days * 1_440 / longMinutes;
    }
  }

  private BurnRules() {}

  /// The standard rules for a period and a target; with several objectives, for the lowest target.
  ///
  /// @param target above 0 and below 1
  public static Standard standard(Period period, double target) {
    double days = period.nominal().toMinutes() / 1_440.0;
    List<BurnRule> rules = new ArrayList<>();
    List<LeftOut> leftOut = new ArrayList<>();
    for (Pair pair : PAIRS) {
      String reason = reasonAgainst(pair, days, target);
      if (reason.isEmpty()) {
        rules.add(
            new BurnRule(
                pair.name,
                pair.severity,
                Duration.ofMinutes(pair.longMinutes),
                Duration.ofMinutes(pair.shortMinutes),
                pair.threshold(days),
                Duration.ZERO));
      } else {
        leftOut.add(new LeftOut(pair.name, reason));
      }
    }
    return new Standard(rules, leftOut);
  }

  private static String reasonAgainst(Pair pair, double days, double target) {
    String window = PlainText.duration(Duration.ofMinutes(pair.longMinutes));
    double threshold = pair.threshold(days);
    double most = 1 / (1 - target);
    if (pair.longMinutes > days * 1_440) {
      return "its window of " + window + " is longer than the period";
    }
    if (threshold > most) {
      return "its threshold is "
          + PlainText.number(threshold)
          + ", but even if every event is bad the budget burns only at "
          + PlainText.number(most);
    }
    if (threshold < THRESHOLD_LEAST) {
      return "its threshold would be "
          + PlainText.number(threshold)
          + ", and a budget may burn at 1: it would tell of nothing wrong";
    }
    return "";
  }
}
