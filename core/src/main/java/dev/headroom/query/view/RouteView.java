package dev.headroom.query.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One route: an operation of one service.
///
/// @param kind kind of its spans; the busiest when there are several
/// @param traffic of its spans, whoever called
/// @param asRoot of the traces that start here; null when none does
/// @param chart lines `rate` (1/s), `errors` (share), `p50`, `p90`, `p95`, `p99` (ns)
/// @param histogram durations of the window, ascending; empty without data
/// @param segments by tenant, segment and feature, busiest first in each dimension
/// @param whereTimeGoes critical-path shares of the traces that start here, largest first
/// @param onPathOf the routes whose critical path passes through this operation, largest first
/// @param ceiling how far it scales, whatever the window; null when there was no traffic lately or
///   it takes no requests
/// @param scalability throughput against concurrency of its service, whatever the window
/// @param edgesOut what it calls
/// @param edgesIn who calls it
/// @param exemplars kept traces: the slowest and failed ones, and some ordinary ones
public record RouteView(
    WindowView window,
    String service,
    String operation,
    String kind,
    Ownership ownership,
    Traffic traffic,
    @Nullable Traffic asRoot,
    Trends trends,
    Chart chart,
    List<Bin> histogram,
    List<SegmentRow> segments,
    List<PathShare> whereTimeGoes,
    List<OnPathOf> onPathOf,
    List<EdgeRow> edgesIn,
    List<EdgeRow> edgesOut,
    List<StatementRow> statements,
    List<VersionRow> versions,
    List<TraceRow> exemplars,
    @Nullable CeilingView ceiling,
    @Nullable ScalabilityView scalability,
    List<ChangeView> changes,
    List<Hint> hints) {
  public RouteView {
    histogram = List.copyOf(histogram);
    segments = List.copyOf(segments);
    whereTimeGoes = List.copyOf(whereTimeGoes);
    onPathOf = List.copyOf(onPathOf);
    edgesIn = List.copyOf(edgesIn);
    edgesOut = List.copyOf(edgesOut);
    statements = List.copyOf(statements);
    versions = List.copyOf(versions);
    exemplars = List.copyOf(exemplars);
    changes = List.copyOf(changes);
    hints = List.copyOf(hints);
  }

  /// One bar of the histogram: how many took more than `fromNanos` and at most `toNanos`.
  public record Bin(long fromNanos, long toNanos, double count) {
    public Bin {
      Valid.nanos("fromNanos", fromNanos);
      Valid.amount("count", count);
    }
  }

  /// @param dimension `TENANT`, `SEGMENT` or `FEATURE`
  /// @param share of the route's traffic that names the dimension
  public record SegmentRow(String dimension, String value, Traffic traffic, double share) {
    public SegmentRow {
      Valid.share("share", share);
    }
  }

  /// @param service the other route's service
  /// @param operation the other route
  /// @param share of that route's time that is spent exclusively in this operation
  /// @param nanosPerTrace mean exclusive time per trace of that route
  public record OnPathOf(String service, String operation, double share, long nanosPerTrace) {
    public OnPathOf {
      Valid.share("share", share);
    }
  }
}
