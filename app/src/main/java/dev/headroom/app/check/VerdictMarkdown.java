package dev.headroom.app.check;

import dev.headroom.app.check.Verdict.Judged;
import dev.headroom.app.check.Verdict.State;
import dev.headroom.server.api.MarkdownText;

/// A verdict as Markdown, for comments on changes. Stateless.
final class VerdictMarkdown {
  private VerdictMarkdown() {}

  static String of(Verdict verdict) {
    StringBuilder text = new StringBuilder("# Headroom check\n\n");
    text.append(MarkdownText.escaped(VerdictText.headline(verdict))).append("\n");
    for (Judged judged : verdict.findings()) {
      finding(judged, text);
    }
    text.append("\n## Looked at\n\n");
    VerdictText.notes(verdict)
        .forEach(line -> text.append("- ").append(MarkdownText.escaped(line)).append('\n'));
    return text.toString();
  }

  private static void finding(Judged judged, StringBuilder text) {
    Seen seen = judged.finding();
    text.append("\n## ")
        .append(VerdictText.lower(judged.state()))
        .append(", ")
        .append(VerdictText.lower(seen.severity()))
        .append(": ")
        .append(MarkdownText.escaped(seen.analysis() + " in " + seen.where()))
        .append("\n\n")
        .append(MarkdownText.escaped(seen.claim()))
        .append("\n\n");
    if (judged.state() == State.NEW || judged.state() == State.WORSE) {
      VerdictText.detail(seen)
          .forEach(line -> text.append("- ").append(MarkdownText.escaped(line)).append('\n'));
    }
    text.append("- finding `").append(seen.fingerprint()).append("`\n");
  }
}
