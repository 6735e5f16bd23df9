package dev.headroom.analysis;

import dev.headroom.finding.Finding;
import java.util.List;
import java.util.Locale;

/// Findings as readable text, for golden cases.
public final class FindingText {
  private FindingText() {}

  public static String of(List<Finding> findings) {
    StringBuilder text = new StringBuilder();
    findings.forEach(finding -> add(finding, text));
    return text.toString();
  }

  private static void add(Finding f, StringBuilder text) {
    String operation = f.subject().operation() == null ? "" : " " + f.subject().operation();
    String detail = f.subject().detail().isEmpty() ? "" : " [" + f.subject().detail() + "]";
    text.append(
        String.format(
            Locale.ROOT,
            "%s %s: %s%s%s (%.2f)%n",
            f.severity(),
            f.analysis(),
            f.subject().service(),
            operation,
            detail,
            f.confidence()));
    text.append("  claim: ").append(f.claim()).append('\n');
    text.append("  rule: ").append(f.rule()).append('\n');
    f.impact()
        .routes()
        .forEach(route ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "  costs %s %s %.2f ms, %.1f %%%n",
                    route.service(),
                    route.operation(),
                    route.nanosPerRequest() / 1e6,
                    route.share() * 100)));
    f.remedies()
        .forEach(remedy -> {
          text.append("  advice: ").append(remedy.advice()).append('\n');
          remedy.edits().forEach(edit -> text.append("    edit: ").append(edit).append('\n'));
        });
    f.evidence().forEach(e -> text.append("  shows: ").append(e.title()).append('\n'));
  }
}
