package dev.headroom.store.embedded;

import dev.headroom.base.SpanId;
import dev.headroom.base.TraceId;
import dev.headroom.finding.Evidence;
import org.jspecify.annotations.Nullable;

/// Evidence as fields: a number for the sort, then what is the sort's own. Numbers are never used
/// again for something else. Stateless.
final class EvidenceBytes {
  private static final int FIGURE = 1;
  private static final int SERIES = 2;
  private static final int TABLE = 3;
  private static final int COMPARISON = 4;
  private static final int TRACE = 5;

  private EvidenceBytes() {}

  static void write(Evidence evidence, FieldWriter out) {
    switch (evidence) {
      case Evidence.Figure(
              String title,
              double value,
              double low,
              double high,
              String unit,
              String formula) ->
          out.small(FIGURE).text(title).real(value).real(low).real(high).text(unit).text(formula);
      case Evidence.Series series ->
          out.small(SERIES)
              .text(series.title())
              .text(series.unit())
              .whole(series.startSeconds())
              .whole(series.stepSeconds())
              .list(series.values(), value -> value(value, out));
      case Evidence.Table table ->
          out.small(TABLE)
              .text(table.title())
              .list(table.columns(), out::text)
              .list(table.rows(), row -> out.list(row, out::text));
      case Evidence.Comparison comparison ->
          out.small(COMPARISON)
              .text(comparison.title())
              .text(comparison.unit())
              .text(comparison.before())
              .real(comparison.beforeValue())
              .text(comparison.after())
              .real(comparison.afterValue())
              .real(comparison.pValue());
      case Evidence.TraceRef ref ->
          out.small(TRACE)
              .text(ref.title())
              .whole(ref.trace().hi())
              .whole(ref.trace().lo())
              .list(ref.spans(), span -> out.whole(span.value()));
    }
  }

  private static void value(@Nullable Double value, FieldWriter out) {
    out.flag(value != null);
    if (value != null) {
      out.real(value);
    }
  }

  static Evidence read(FieldReader in) {
    int sort = in.small();
    return switch (sort) {
      case FIGURE ->
          new Evidence.Figure(in.text(), in.real(), in.real(), in.real(), in.text(), in.text());
      case SERIES ->
          new Evidence.Series(
              in.text(), in.text(), in.whole(), in.whole(), in.list(() -> value(in)));
      case TABLE ->
          new Evidence.Table(in.text(), in.list(in::text), in.list(() -> in.list(in::text)));
      case COMPARISON ->
          new Evidence.Comparison(
              in.text(), in.text(), in.text(), in.real(), in.text(), in.real(), in.real());
      case TRACE ->
          new Evidence.TraceRef(
              in.text(),
              new TraceId(in.whole(), in.whole()),
              in.list(() -> new SpanId(in.whole())));
      default -> throw new IllegalArgumentException("evidence of the unknown sort " + sort);
    };
  }

  private static @Nullable Double value(FieldReader in) {
    return in.flag() ? Double.valueOf(in.real()) : null;
  }
}
