package dev.headroom.load.model;

import dev.headroom.load.search.SearchAnswer;
import dev.headroom.stat.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The ceiling of the same route as telemetry has it without a test, to be held against what a test
/// found.
///
/// @param limit what limits it, in words
/// @param perSecond the rate at which that is full
/// @param interval where it lies, with 95 % confidence
/// @param peakPerSecond the rate in the busy hour
public record PassiveCeiling(
    String limit, double perSecond, Interval interval, double peakPerSecond) {
  /// Two ways of measuring agree when they are so near.
  private static final double AGREES = 0.1;

  /// What the two together say, a sentence each.
  public List<String> against(SearchAnswer answer) {
    List<String> lines = new ArrayList<>();
    if (answer.perSecond() != null && peakPerSecond > 0) {
      lines.add(
          String.format(
              Locale.ROOT,
              "the peak of the busy hour is %s requests/s, so headroom is %.2f×",
              AnswerText.rate(peakPerSecond),
              answer.perSecond() / peakPerSecond));
    }
    Double capacity = answer.capacity();
    if (capacity == null) {
      lines.add("the test did not overload the target, so " + passive() + " stays unproven");
      return lines;
    }
    lines.add(compared(capacity));
    if (answer.perSecond() != null && answer.perSecond() < capacity * (1 - AGREES)) {
      lines.add(
          String.format(
              Locale.ROOT,
              "the objective gives way at %.0f %% of the capacity: from there waiting takes the"
                  + " time, not work",
              100 * answer.perSecond() / capacity));
    }
    return lines;
  }

  private String passive() {
    return String.format(
        Locale.ROOT,
        "the ceiling that telemetry has, %s requests/s (95 %%: %s to %s) by %s,",
        AnswerText.rate(perSecond),
        AnswerText.rate(interval.low()),
        AnswerText.rate(interval.high()),
        limit);
  }

  private String compared(double capacity) {
    if (capacity >= interval.low() * (1 - AGREES) && capacity <= interval.high() * (1 + AGREES)) {
      return passive() + " agrees with the capacity that the test found";
    }
    double percent = 100 * capacity / perSecond;
    String reached =
        String.format(
            Locale.ROOT,
            "%s is not what the test found, which is %.0f %% of it: ",
            passive(),
            percent);
    return capacity < perSecond
        ? reached
            + "either something binds that telemetry does not show, or the test's target has less"
            + " of that resource, or its requests need more of it"
        : reached
            + "either other routes share that resource with this one, or the test's target has more"
            + " of it, or its requests need less of it";
  }
}
