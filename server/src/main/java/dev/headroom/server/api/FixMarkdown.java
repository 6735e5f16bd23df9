package dev.headroom.server.api;

import dev.headroom.base.PlainText;
import dev.headroom.query.view.FixRow;
import dev.headroom.query.view.FixesView;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Proposals as Markdown, for tickets and reviews. Stateless.
final class FixMarkdown {
  private FixMarkdown() {}

  static String of(FixesView view) {
    StringBuilder text = new StringBuilder("# Fix next\n\n");
    @Nullable Instant planned = view.plannedAt();
    text.append(planned == null ? "Nothing is planned yet." : "As of " + planned + ".")
        .append("\n\n");
    if (view.fixes().isEmpty()) {
      return text.append("Nothing to fix.\n").toString();
    }
    text.append("| # | what | owner | p95 | headroom | effort | risk | confidence | score |\n");
    text.append("|---|---|---|---|---|---|---|---|---|\n");
    view.fixes().forEach(row -> line(row, text));
    view.fixes().forEach(row -> section(row, text));
    return text.toString();
  }

  private static void line(FixRow row, StringBuilder text) {
    List<String> cells =
        List.of(
            row.rank() == null ? state(row) : row.rank().toString(),
            MarkdownText.escaped(row.advice()),
            owner(row),
            row.routes().isEmpty() ? "" : quantile(row.routes().getFirst().p95()),
            headroom(row),
            row.effort().name().toLowerCase(Locale.ROOT),
            row.risk().name().toLowerCase(Locale.ROOT),
            PlainText.percent(row.confidence()),
            PlainText.number(row.score()));
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static String state(FixRow row) {
    return row.alternativeTo() == null ? row.state().name().toLowerCase(Locale.ROOT) : "or";
  }

  private static String owner(FixRow row) {
    String owner = row.ownership().owner();
    return owner == null ? "" : MarkdownText.escaped(owner);
  }

  private static String quantile(FixRow.QuantileChange change) {
    return PlainText.nanos(change.nowNanos())
        + " → "
        + PlainText.nanos(change.thenNanos())
        + " ("
        + PlainText.nanos(change.lowNanos())
        + " to "
        + PlainText.nanos(change.highNanos())
        + ")";
  }

  private static String headroom(FixRow row) {
    FixRow.CeilingChange ceiling = row.ceiling();
    return ceiling == null || ceiling.headroomNow() == null || ceiling.headroomThen() == null
        ? ""
        : PlainText.number(ceiling.headroomNow())
            + " → "
            + PlainText.number(ceiling.headroomThen());
  }

  private static void section(FixRow row, StringBuilder text) {
    text.append("\n## ").append(MarkdownText.escaped(row.advice())).append("\n\n");
    text.append(MarkdownText.escaped(row.headline())).append("\n\n");
    if (!row.caveat().isEmpty()) {
      text.append(MarkdownText.escaped(row.caveat())).append("\n\n");
    }
    for (FixRow.Cause cause : row.findings()) {
      text.append("- ")
          .append(cause.severity().name().toLowerCase(Locale.ROOT))
          .append(", ")
          .append(MarkdownText.escaped(cause.analysis()))
          .append(" `")
          .append(cause.fingerprint())
          .append("`: ")
          .append(MarkdownText.escaped(cause.claim()))
          .append('\n');
    }
    for (FixRow.RouteChange route : row.routes()) {
      text.append("- ")
          .append(MarkdownText.escaped(route.operation() + " in " + route.service()))
          .append(": p50 ")
          .append(quantile(route.p50()))
          .append(", p95 ")
          .append(quantile(route.p95()))
          .append(", by ")
          .append(route.traces())
          .append(" traces\n");
    }
    text.append("- proposal `").append(row.id()).append("`, ").append(state(row)).append('\n');
    if (!row.ticket().isEmpty()) {
      text.append("- ticket <").append(row.ticket()).append(">\n");
    }
  }
}
