package dev.headroom.slo;

import dev.headroom.base.PlainText;
import dev.headroom.slo.BurnRule.Severity;
import dev.headroom.slo.RuleEvaluation.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Budgets and burn rules in plain English, with the numbers they were decided by.
///
/// @param summary one sentence: what went, and when the rest will be gone
/// @param lines the reasons, a sentence or two each
public record BurnText(String summary, List<String> lines) {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  public BurnText {
    lines = List.copyOf(lines);
  }

  /// The lines as one text.
  public String description() {
    return String.join("\n", lines);
  }

  /// Explains what a rule says.
  public static BurnText of(Slo slo, ObjectiveEvaluation evaluation, RuleEvaluation rule) {
    Budget budget = evaluation.budget();
    List<String> lines = new ArrayList<>();
    lines.add(windows(rule));
    lines.add(events(rule.longWindow(), budget));
    lines.add(guard(rule, budget));
    if (rule.downgraded()) {
      lines.add(
          "It asks for a ticket, not a page: one failure costs "
              + PlainText.percent(budget.failureCost())
              + " of the budget, and above "
              + PlainText.percent(RuleEvaluation.FAILURE_COST_MOST)
              + " single failures would wake people.");
    }
    lines.add(budget(slo.period(), budget, evaluation));
    return new BurnText(summary(slo, evaluation, rule), lines);
  }

  private static String summary(Slo slo, ObjectiveEvaluation evaluation, RuleEvaluation rule) {
    Budget budget = evaluation.budget();
    String subject = slo.title() + " (" + evaluation.objective() + "): ";
    if (rule.outcome() == Outcome.UNKNOWN) {
      return subject + "too little is known of the last " + length(rule.longWindow()) + " to tell.";
    }
    return subject
        + PlainText.percent(rule.longWindow().bad() / budget.allowed())
        + " of the "
        + period(slo.period())
        + " error budget went in the last "
        + length(rule.longWindow())
        + "; "
        + outlook(rule.longWindow(), budget);
  }

  /// Remaining × period / burn, as the Workbook has it.
  private static String outlook(BurnWindow window, Budget budget) {
    if (budget.remaining() <= 0) {
      return "nothing is left: " + PlainText.percent(budget.spent()) + " of it is spent.";
    }
    if (!(window.burn() > 0)) {
      return PlainText.percent(budget.remaining()) + " is left.";
    }
    double seconds = budget.remaining() * budget.period().length().toSeconds() / window.burn();
    return "at this rate the "
        + PlainText.percent(budget.remaining())
        + " that is left is gone in "
        + PlainText.duration(Duration.ofSeconds(Math.round(seconds)))
        + ".";
  }

  private static String windows(RuleEvaluation rule) {
    BurnRule asked = rule.rule();
    if (rule.outcome() == Outcome.UNKNOWN) {
      return "Rule "
          + asked.name()
          + ": "
          + PlainText.percent(rule.longWindow().coverage())
          + " of the minutes of its "
          + length(rule.longWindow())
          + " are known, "
          + PlainText.percent(Budget.COVERAGE_LEAST)
          + " are needed; until then its state stays.";
    }
    String widened =
        rule.shortWindow().length().equals(asked.shortWindow())
            ? ""
            : " (widened from "
                + PlainText.duration(asked.shortWindow())
                + ", which had no events)";
    return "Rule "
        + asked.name()
        + ": burn rate "
        + PlainText.number(rule.longWindow().burn())
        + " over "
        + length(rule.longWindow())
        + " and "
        + PlainText.number(rule.shortWindow().burn())
        + " over "
        + length(rule.shortWindow())
        + widened
        + "; it "
        + (asked.severity() == Severity.PAGE ? "pages" : "asks for a ticket")
        + " from "
        + PlainText.number(asked.threshold())
        + " in both. At a burn rate of 1 the budget lasts exactly its period.";
  }

  private static String events(BurnWindow window, Budget budget) {
    return PlainText.count(window.bad())
        + " of "
        + PlainText.count(window.total())
        + (budget.slices() ? " slices of time" : " events")
        + " were bad in the last "
        + length(window)
        + " ("
        + PlainText.percent(window.bad() / window.total())
        + "), and "
        + PlainText.percent(1 - budget.target())
        + " may be. Weighted by volume, as if traffic had been the period's mean, the burn rate is "
        + PlainText.number(window.weighted())
        + ".";
  }

  private static String guard(RuleEvaluation rule, Budget budget) {
    if (Double.isNaN(rule.chance())) {
      return "Whether chance explains it was not asked.";
    }
    double share = rule.rule().threshold() * (1 - budget.target());
    return "If only "
        + PlainText.percent(share)
        + " of them were bad by nature, the burn rate at which the rule starts, so many would come "
        + "together with probability "
        + (rule.chance() < 1e-6 ? "below 0.000001" : PlainText.number(rule.chance()))
        + (rule.chance() < RuleEvaluation.CHANCE_MOST
            ? ": chance does not explain it."
            : ": it may be chance, so it does not start an alert.");
  }

  /// What is left, and how far the statement carries.
  public static String budget(Period period, Budget budget, ObjectiveEvaluation evaluation) {
    if (budget.state() == Budget.State.UNDEFINED) {
      return "The budget of objective "
          + evaluation.objective()
          + " is undefined: its period had no events.";
    }
    StringBuilder text = new StringBuilder();
    text.append(PlainText.percent(budget.remaining()))
        .append(" of the ")
        .append(period(period))
        .append(" budget is left: ")
        .append(PlainText.count(budget.bad()))
        .append(" bad ")
        .append(budget.slices() ? "slices" : "events")
        .append(" of ")
        .append(PlainText.number(budget.allowed()))
        .append(" that may be. One failure costs ")
        .append(PlainText.percent(budget.failureCost()))
        .append(" of it. ")
        .append(exhaustion(budget));
    if (budget.projected()) {
      text.append(" The period's ")
          .append(PlainText.number(budget.expectedTotal()))
          .append(" events are projected from the ")
          .append(PlainText.number(budget.total()))
          .append(" known so far.");
    }
    if (budget.coverage() < 1) {
      text.append(' ')
          .append(PlainText.percent(budget.coverage()))
          .append(" of its minutes are known.");
    }
    return text.toString();
  }

  /// When the budget will be gone.
  static String exhaustion(Budget budget) {
    Exhaustion exhaustion = budget.exhaustion();
    if (budget.state() == Budget.State.EXHAUSTED) {
      return "It is exhausted.";
    }
    if (exhaustion.basis().isZero()) {
      return "When it will be gone is unknown.";
    }
    String basis = "By the errors of the last " + PlainText.duration(exhaustion.basis());
    if (exhaustion.earliest() == null) {
      return basis + " it lasts.";
    }
    if (exhaustion.expected() == null) {
      return basis
          + " it lasts; at the most that chance allows it is gone "
          + at(exhaustion.earliest())
          + ".";
    }
    return basis
        + " it is gone "
        + at(exhaustion.expected())
        + " (between "
        + at(exhaustion.earliest())
        + " and "
        + at(exhaustion.latest())
        + ").";
  }

  /// What is left in a few words, for lists.
  public static String brief(Budget budget) {
    return switch (budget.state()) {
      case UNDEFINED -> "nothing happened in the period";
      case FROZEN -> "only " + PlainText.percent(budget.coverage()) + " of its minutes are known";
      case EXHAUSTED -> "spent " + PlainText.percent(budget.spent()) + " of it";
      case OK, BURNING -> {
        Exhaustion exhaustion = budget.exhaustion();
        Instant gone = exhaustion.expected();
        if (gone == null) {
          yield "lasts at this rate";
        }
        Instant now = budget.period().to();
        yield gone.isAfter(now)
            ? "gone in " + PlainText.duration(Duration.between(now, gone)) + " at this rate"
            : "about to be gone";
      }
    };
  }

  private static String at(@Nullable Instant instant) {
    return instant == null ? "never" : MINUTE.format(instant);
  }

  private static String length(BurnWindow window) {
    return PlainText.duration(window.length());
  }

  /// `30-day`, `1-month`.
  static String period(Period period) {
    return switch (period) {
      case Period.Rolling(Duration length) ->
          length.toHours() % 24 == 0 && length.toDays() > 0
              ? length.toDays() + "-day"
              : PlainText.duration(length);
      case Period.Calendar each -> {
        String unit = each.unit().toString().toLowerCase(Locale.ROOT);
        yield each.count() + "-" + unit.substring(0, unit.length() - 1);
      }
    };
  }
}
