package dev.headroom.query;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What traces are looked for.
///
/// @param window the root's start lies inside
/// @param service null for all
/// @param anySpan the service may be any span's; otherwise it is the root's
/// @param operation the root's operation, null for all
/// @param minDurationNanos of the root
/// @param maxDurationNanos of the root; [Long#MAX_VALUE] for no bound
/// @param error whether any span failed; null for all
/// @param attributes exact texts that one and the same span (or its resource) carries
/// @param cursor the `nextCursor` of the page before; null for the first page
/// @param limit traces per page, 1 to 1,000
public record TraceSearch(
    TimeWindow window,
    @Nullable ServiceName service,
    boolean anySpan,
    @Nullable OperationName operation,
    long minDurationNanos,
    long maxDurationNanos,
    @Nullable Boolean error,
    Map<String, String> attributes,
    @Nullable String cursor,
    int limit) {
  public TraceSearch {
    attributes = Map.copyOf(attributes);
    Page.checkLimit(limit);
    if (minDurationNanos < 0 || maxDurationNanos < minDurationNanos) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "minDuration "
              + minDurationNanos
              + " ns, maxDuration "
              + maxDurationNanos
              + " ns; expected 0 <= minDuration <= maxDuration");
    }
  }

  /// All traces of the window.
  public static TraceSearch in(TimeWindow window, int limit) {
    return new TraceSearch(
        window, null, false, null, 0, Long.MAX_VALUE, null, Map.of(), null, limit);
  }

  /// The same search, narrowed to a service.
  public TraceSearch of(ServiceName narrowed, boolean any) {
    return new TraceSearch(
        window,
        narrowed,
        any,
        operation,
        minDurationNanos,
        maxDurationNanos,
        error,
        attributes,
        cursor,
        limit);
  }

  /// The same search, narrowed to one operation of the root.
  public TraceSearch of(OperationName narrowed) {
    return new TraceSearch(
        window,
        service,
        anySpan,
        narrowed,
        minDurationNanos,
        maxDurationNanos,
        error,
        attributes,
        cursor,
        limit);
  }

  /// The same search, narrowed to failed traces or to those that did not fail.
  public TraceSearch failed(boolean wanted) {
    return new TraceSearch(
        window,
        service,
        anySpan,
        operation,
        minDurationNanos,
        maxDurationNanos,
        wanted,
        attributes,
        cursor,
        limit);
  }

  /// The same search, narrowed to traces that took at least so long.
  public TraceSearch atLeast(Duration duration) {
    return new TraceSearch(
        window,
        service,
        anySpan,
        operation,
        duration.toNanos(),
        maxDurationNanos,
        error,
        attributes,
        cursor,
        limit);
  }
}
