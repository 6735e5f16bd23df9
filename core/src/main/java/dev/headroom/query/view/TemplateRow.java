package dev.headroom.query.view;

import java.time.Instant;
import java.util.List;

/// One log template: what many records have in common.
///
/// @param ids its numbers, one per version that logs it; a log search takes any of them
/// @param template the text, `<*>` where records differ
/// @param severity OTLP's number of the severity range, 0 unknown
/// @param firstSeen start of the first slice of the window (or of the time before it that was
///   looked at) that holds one
/// @param lastSeen end of the last slice
/// @param isNew it never occurred in the time looked at before the last deploy of its service (or
///   before the window, when there was no deploy)
/// @param sparkline line `records` (`{record}`)
public record TemplateRow(
    List<Integer> ids,
    String service,
    String template,
    int severity,
    String level,
    List<String> versions,
    double count,
    Instant firstSeen,
    Instant lastSeen,
    boolean isNew,
    Chart sparkline) {
  public TemplateRow {
    ids = List.copyOf(ids);
    versions = List.copyOf(versions);
    Valid.amount("count", count);
  }
}
