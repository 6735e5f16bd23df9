package dev.headroom.query;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.finding.FindingRecord;
import dev.headroom.finding.Severity;
import org.jspecify.annotations.Nullable;

/// Which findings are wanted; null for any.
///
/// @param service the subject's, or that of a route that pays
/// @param operation the subject's, or that of a route that pays
/// @param owner name of the owner of the subject's service
/// @param analysis id of the analysis
/// @param severity at least
/// @param seen found at some time within the window: between first and last seen
public record FindingSearch(
    @Nullable ServiceName service,
    @Nullable OperationName operation,
    @Nullable String owner,
    @Nullable String analysis,
    @Nullable Severity severity,
    FindingRecord.@Nullable State state,
    @Nullable TimeWindow seen) {

  /// All that are open.
  public static final FindingSearch OPEN =
      new FindingSearch(null, null, null, null, null, FindingRecord.State.OPEN, null);

  /// Those that are open and about a service, or cost one of its routes something.
  public static FindingSearch of(ServiceName service) {
    return new FindingSearch(service, null, null, null, null, FindingRecord.State.OPEN, null);
  }

  /// Those that are open and about a route, or cost it something.
  public static FindingSearch of(ServiceName service, OperationName operation) {
    return new FindingSearch(service, operation, null, null, null, FindingRecord.State.OPEN, null);
  }
}
