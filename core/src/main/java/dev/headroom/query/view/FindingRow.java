package dev.headroom.query.view;

import dev.headroom.finding.FindingRecord;
import dev.headroom.finding.Severity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One finding in a list.
///
/// @param fingerprint its lasting name
/// @param analysis the id of the analysis that made it
/// @param title what the analysis looks for, as a heading
/// @param operation null when the whole service is meant
/// @param detail what else tells it from others; may be empty
/// @param ownership whose the service is
/// @param confidence that the claim is true
/// @param goneSince null while it is open
/// @param reopened how often it came back
/// @param routes the routes that pay for it, dearest first
/// @param perSecond how often it happens; null when unknown
/// @param advice of the best remedy; empty when there is none
public record FindingRow(
    String fingerprint,
    String analysis,
    String title,
    String service,
    @Nullable String operation,
    String detail,
    Ownership ownership,
    String claim,
    Severity severity,
    double confidence,
    FindingRecord.State state,
    Instant firstSeen,
    Instant lastSeen,
    @Nullable Instant goneSince,
    int reopened,
    List<RouteImpact> routes,
    @Nullable Double perSecond,
    String advice) {
  public FindingRow {
    routes = List.copyOf(routes);
    perSecond = Valid.finite("perSecond", perSecond);
  }

  /// What one route pays.
  ///
  /// @param nanosPerRequest of its response time, on average over all its requests; null when
  ///   unknown
  /// @param share of its response time; null when unknown
  public record RouteImpact(
      String service, String operation, @Nullable Double nanosPerRequest, @Nullable Double share) {
    public RouteImpact {
      nanosPerRequest = Valid.finite("nanosPerRequest", nanosPerRequest);
      share = Valid.finite("share", share);
    }
  }
}
