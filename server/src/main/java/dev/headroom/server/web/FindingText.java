package dev.headroom.server.web;

import dev.headroom.finding.Severity;
import dev.headroom.query.view.EvidenceView;
import dev.headroom.query.view.FindingRow;
import dev.headroom.query.view.FindingView;
import dev.headroom.query.view.TraceView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Words and marks of findings on pages; stateless.
public final class FindingText {
  private static final Pattern NUMERIC = Pattern.compile("[<>≤≥~+−-]?\\s?[0-9].{0,14}|–|");
  private static final List<String> FILTERS =
      List.of("severity", "state", "service", "analysis", "owner", "filter", "operation");

  private static final List<String> WINDOW = List.of("range", "from", "to");

  private FindingText() {}

  /// All severities, for tiles.
  public static List<Severity> worstFirst() {
    return Arrays.asList(Severity.values()).reversed();
  }

  public static String name(Severity severity) {
    return severity.name().toLowerCase(Locale.ROOT);
  }

  /// The name as a heading.
  public static String title(Severity severity) {
    return severity.name().charAt(0) + name(severity).substring(1);
  }

  /// The class of a chip.
  public static String mark(Severity severity) {
    return switch (severity) {
      case CRITICAL -> "bad";
      case MAJOR -> "warn";
      case MINOR -> "accent";
      case WATCH -> "";
    };
  }

  /// The class of a text.
  public static String text(Severity severity) {
    return switch (severity) {
      case CRITICAL -> "bad-text";
      case MAJOR -> "warn-text";
      case MINOR, WATCH -> "";
    };
  }

  /// The class of a bar.
  public static String fill(Severity severity) {
    return switch (severity) {
      case CRITICAL -> "bad-fill";
      case MAJOR -> "warn-fill";
      case MINOR, WATCH -> "";
    };
  }

  public static String meaning(Severity severity) {
    return switch (severity) {
      case CRITICAL -> "requests fail, or will within days";
      case MAJOR -> "users notice, or it binds a limit";
      case MINOR -> "costs time, work or money";
      case WATCH -> "nobody is hurt yet";
    };
  }

  /// The class of a chip that tells effort or risk.
  public static String level(String level) {
    return switch (level) {
      case "LOW" -> "good";
      case "HIGH" -> "bad";
      default -> "warn";
    };
  }

  /// The route that pays most; null when none is known.
  public static FindingRow.@Nullable RouteImpact dearest(FindingRow row) {
    return row.routes().isEmpty() ? null : row.routes().getFirst();
  }

  /// How long ago, in one unit less than [Format#ago].
  public static String since(Instant moment, Instant now) {
    return Format.length(Duration.between(moment, now.isBefore(moment) ? moment : now));
  }

  /// A share as a whole number of per cent, for widths.
  public static long percent(double share) {
    return Math.round(100 * Math.clamp(share, 0, 1));
  }

  /// A figure of evidence: there the unit `1` stands for a share.
  public static String inUnit(@Nullable Double value, String unit) {
    return unit.equals("1") ? Format.share(value) : Format.inUnit(value, unit);
  }

  /// Where the value lies in its interval, in per cent.
  public static long within(EvidenceView.Figure figure) {
    Double value = figure.value();
    Double low = figure.low();
    Double high = figure.high();
    return value == null || low == null || high == null || high <= low
        ? 50
        : percent((value - low) / (high - low));
  }

  /// How long a bar of a comparison is, in per cent of the longer one.
  ///
  /// @param after whether it is the second
  public static long bar(EvidenceView.Comparison comparison, boolean after) {
    double before = size(comparison.beforeValue());
    double later = size(comparison.afterValue());
    double most = Math.max(before, later);
    return most == 0 ? 0 : percent((after ? later : before) / most);
  }

  private static double size(@Nullable Double value) {
    return value == null ? 0 : Math.abs(value);
  }

  public static String chance(double p) {
    return p < 0.001 ? "< 0.001" : "= " + String.format(Locale.ROOT, "%.3f", p);
  }

  /// Whether it is shown among the numbers.
  public static boolean isNumber(EvidenceView evidence) {
    return evidence.figure() != null || evidence.comparison() != null;
  }

  /// Whether a column of a table holds figures.
  public static boolean isNumeric(EvidenceView.Rows table, int column) {
    return table.rows().stream()
        .filter(row -> column < row.size())
        .allMatch(row -> NUMERIC.matcher(row.get(column)).matches());
  }

  /// What the trace shows.
  public static String exemplar(FindingView view, TraceView trace) {
    return view.evidence().stream()
        .filter(each -> each.trace() != null && each.trace().traceId().equals(trace.traceId()))
        .map(EvidenceView::title)
        .findFirst()
        .orElse("");
  }

  /// Whether a list shows only what was found within a window.
  public static boolean windowed(PageContext page) {
    return WINDOW.stream().anyMatch(name -> !page.param(name).isEmpty());
  }

  /// How long back findings may have been seen, for a choice; the one that is asked for among them.
  public static List<String> ranges(PageContext page) {
    List<String> ranges = new ArrayList<>(List.of("", "1h", "24h", "7d", "30d"));
    String asked = page.param("range");
    if (!ranges.contains(asked)) {
      ranges.add(asked);
    }
    return ranges;
  }

  /// Whether a list shows less than everything that is open.
  public static boolean narrowed(PageContext page) {
    return windowed(page) || FILTERS.stream().anyMatch(name -> !page.param(name).isEmpty());
  }
}
