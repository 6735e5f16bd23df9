package dev.headroom.load.model;

import dev.headroom.load.search.LatencyObjective;
import dev.headroom.load.search.SearchAnswer;
import dev.headroom.stat.Interval;
import dev.headroom.stat.UslFit;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The words for an answer.
public final class AnswerText {
  private AnswerText() {}

  /// One sentence: "holds p99 < 300 ms up to 420 requests/s (95 %: 405 to 440)".
  public static String headline(SearchAnswer answer) {
    String objective = objective(answer.objective());
    Double rate = answer.perSecond();
    Interval interval = answer.interval();
    if (rate == null || interval == null) {
      return "does not hold " + objective + ": " + answer.reason();
    }
    if (Double.isInfinite(interval.high())) {
      return "holds "
          + objective
          + " up to at least "
          + rate(rate)
          + " requests/s: "
          + answer.reason();
    }
    return "holds %s up to %s requests/s (95 %%: %s to %s)"
        .formatted(objective, rate(rate), rate(interval.low()), rate(interval.high()));
  }

  /// What else there is to say, a sentence each.
  public static List<String> details(SearchAnswer answer, CapacityModel model) {
    List<String> lines = new ArrayList<>();
    if (answer.ending() != SearchAnswer.Ending.FOUND && answer.interval() != null) {
      lines.add(answer.reason());
    }
    if (answer.capacity() != null) {
      lines.add(
          "with more than enough to do it completes " + rate(answer.capacity()) + " requests/s");
    }
    if (!model.kinds().isEmpty()) {
      lines.add(
          "the limit looks like "
              + model.kinds().stream()
                  .map(LimitKind::words)
                  .collect(Collectors.joining("; or like ")));
    }
    QueueModel queue = model.queue();
    if (queue != null && !model.fits().isEmpty()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "as a queue: %d at a time, %.3g ms each, varying by %.2f; its %s is off by %.0f %%"
                  + " (median of %d steps)",
              queue.servers(),
              queue.serviceSeconds() * 1e3,
              queue.variation(),
              answer.objective().percentile(),
              model.queueError() * 100,
              model.fits().size()));
    }
    UslFit usl = model.usl();
    if (usl != null) {
      lines.add(law(usl));
    }
    return lines;
  }

  private static String law(UslFit usl) {
    return String.format(
        Locale.ROOT,
        "scalability law: contention %.3g (%.3g to %.3g), coherency %.3g (%.3g to %.3g), R² %.3f%s",
        usl.usl().sigma(),
        usl.sigma().low(),
        usl.sigma().high(),
        usl.usl().kappa(),
        usl.kappa().low(),
        usl.kappa().high(),
        usl.rSquared(),
        usl.identifiable() ? "" : "; too few different loads to believe it");
  }

  /// `p99 < 300 ms`.
  static String objective(LatencyObjective objective) {
    String time = objective.time();
    int unit = time.endsWith("ms") || time.endsWith("us") ? 2 : 1;
    return objective.percentile()
        + " < "
        + time.substring(0, time.length() - unit)
        + " "
        + time.substring(time.length() - unit);
  }

  /// Three significant digits, as more would not be true.
  static String rate(double perSecond) {
    return new BigDecimal(perSecond).round(new MathContext(3)).stripTrailingZeros().toPlainString();
  }
}
