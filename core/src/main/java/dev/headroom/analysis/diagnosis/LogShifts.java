package dev.headroom.analysis.diagnosis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// New or more frequent templates of warnings and errors. A line that names a callee accuses the
/// callee.
///
/// With n₁ lines in the incident and n₀ in the baseline, per time, the ratio is r = (n₁/t₁) /
/// ((n₀+½)/t₀); evidence is s(ln r, 1.5) · s(n₁, 3) with s(x, h) = x / (x + h), none below r = 2.
final class LogShifts {
  private static final double ACCUSED = 0.7;

  private final Map<String, Found> found = new TreeMap<>();

  /// @param from which node's log it is
  record Found(double strength, String template, int lines, int before, String from) {}

  private record Line(String node, String template) {}

  LogShifts(List<LogFact> logs, CallGraph graph, Windows windows) {
    Map<Line, int[]> counts = new HashMap<>();
    for (LogFact log : logs) {
      boolean during = windows.contains(log.timeNanos());
      if (during || windows.calm(log.timeNanos())) {
        counts
                .computeIfAbsent(new Line(log.node(), log.template()), _ -> new int[2])[
                during ? 1 : 0] +=
            log.count();
      }
    }
    double scale =
        (double) (windows.baseTo() - windows.baseFrom()) / (windows.to() - windows.from());
    counts.forEach((line, count) -> {
      double ratio = count[1] * scale / (count[0] + 0.5);
      if (ratio >= 2) {
        double strength = Numbers.saturate(Math.log(ratio), 1.5) * Numbers.saturate(count[1], 3);
        add(line, graph, count, strength);
      }
    });
  }

  private void add(Line line, CallGraph graph, int[] count, double strength) {
    String accused = line.node();
    for (String callee : graph.callees(line.node()).keySet()) {
      if (line.template().contains(callee)) {
        accused = callee;
      }
    }
    boolean own = accused.equals(line.node());
    Found now =
        new Found(
            own ? strength : ACCUSED * strength, line.template(), count[1], count[0], line.node());
    found.merge(accused, now, (a, b) -> stronger(a, b) ? a : b);
  }

  /// Ties go by text, so that the answer does not depend on the order of a hash map.
  private static boolean stronger(Found a, Found b) {
    return a.strength() > b.strength()
        || (a.strength() == b.strength() && a.template().compareTo(b.template()) <= 0);
  }

  @Nullable Found get(String node) {
    return found.get(node);
  }
}
