package dev.headroom.query.view;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Findings that pass a search.
///
/// @param findingCount how many pass, before paging
/// @param findings this page of them
/// @param nextCursor for the next page, null on the last
/// @param severities how many are open of each severity, whatever the search
/// @param gone how many are gone and remembered
/// @param services names to choose from
/// @param analyses ids to choose from
/// @param lastRun when the analyses ran last; null before the first
/// @param hints what is missing
public record FindingsView(
    int findingCount,
    List<FindingRow> findings,
    @Nullable String nextCursor,
    Map<String, Integer> severities,
    int gone,
    List<String> services,
    List<String> analyses,
    @Nullable Instant lastRun,
    List<Hint> hints) {
  public FindingsView {
    findings = List.copyOf(findings);
    severities = Map.copyOf(severities);
    services = List.copyOf(services);
    analyses = List.copyOf(analyses);
    hints = List.copyOf(hints);
  }
}
