package dev.headroom.engine.analysis;

import dev.headroom.analysis.AnalysisSpec;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.finding.Coverage;
import dev.headroom.finding.Evidence;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Impact;
import dev.headroom.finding.Severity;
import dev.headroom.finding.Subject;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// The finding that an analysis which fails makes about itself.
final class FailedAnalysis {
  static final String ID = "analysis-failed";
  static final ServiceName HEADROOM = new ServiceName("headroom");
  private static final int FRAMES = 12;

  private FailedAnalysis() {}

  static Finding finding(AnalysisSpec spec, Throwable failure, TimeWindow window) {
    return new Finding(
        ID,
        new Subject(HEADROOM, null, spec.id()),
        "The analysis '"
            + spec.title()
            + "' failed, so its troubles cannot be seen: "
            + failure
            + ".",
        Severity.WATCH,
        1,
        Impact.UNKNOWN,
        List.of(
            new Evidence.Table(
                "where it failed",
                List.of("class", "method", "line"),
                Arrays.stream(failure.getStackTrace())
                    .limit(FRAMES)
                    .map(FailedAnalysis::row)
                    .toList())),
        List.of(),
        "an analysis must come to its end; " + spec.id() + " threw",
        "The next run in which it does not fail ends this finding.",
        new Coverage(window, 0, "traces", Double.NaN));
  }

  private static List<String> row(StackTraceElement frame) {
    return List.of(
        frame.getClassName(), frame.getMethodName(), Integer.toString(frame.getLineNumber()));
  }

  /// Whether a finding is about an analysis that came to its end again.
  ///
  /// @param told ids of those that did
  static boolean isOver(Finding finding, Set<String> told) {
    return finding.analysis().equals(ID) && told.contains(finding.subject().detail());
  }
}
