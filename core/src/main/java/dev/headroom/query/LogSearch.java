package dev.headroom.query;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.base.TraceId;
import org.jspecify.annotations.Nullable;

/// What log records are looked for.
///
/// @param service null for all
/// @param minSeverity OTLP's number, 0 to 24; 0 for all
/// @param text the body contains it, ignoring case; empty for all
/// @param trace null for all
/// @param template id of a template, 0 for all
/// @param cursor the `nextCursor` of the page before; null for the first page
/// @param limit records per page, 1 to 1,000
public record LogSearch(
    TimeWindow window,
    @Nullable ServiceName service,
    int minSeverity,
    String text,
    @Nullable TraceId trace,
    int template,
    @Nullable String cursor,
    int limit) {
  public LogSearch {
    Page.checkLimit(limit);
    if (minSeverity < 0 || minSeverity > 24 || template < 0) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "severity "
              + minSeverity
              + ", template "
              + template
              + "; expected a severity from 0 to 24 and a template id >= 0");
    }
  }

  /// All records of the window.
  public static LogSearch in(TimeWindow window, int limit) {
    return new LogSearch(window, null, 0, "", null, 0, null, limit);
  }
}
