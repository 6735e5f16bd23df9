package dev.headroom.rollup;

import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.base.TraceId;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Port: finds kept traces. Thread-safe.
public interface TraceReader {

  /// All parts of the trace, earliest first; empty when it was not kept.
  List<StoredTrace> find(TraceId id);

  /// Traces by their root, newest start first. Parts that came late are not listed. Traces that
  /// start in the very nanosecond of the last one are returned even beyond the limit, so that a
  /// next page asked for by `before` skips none.
  List<StoredTrace> search(Search search);

  /// What is known without their spans of the traces that a search finds: newest start first, cut
  /// sharply at the limit. Much cheaper than the traces; a search with attributes is refused.
  List<Head> heads(Search search);

  /// What is known without their spans of the traces whose roots are these operations, the newest
  /// of each, newest start first; nothing of operations without any. Much cheaper than a search for
  /// each.
  default Map<ServiceOperation, List<Head>> heads(
      Collection<ServiceOperation> roots, TimeWindow window, int mostOfEach) {
    Map<ServiceOperation, List<Head>> heads = new HashMap<>();
    for (ServiceOperation root : roots) {
      List<Head> found =
          heads(
              new Search(
                  window,
                  root.service(),
                  false,
                  root.operation(),
                  0,
                  Long.MAX_VALUE,
                  null,
                  Map.of(),
                  Long.MAX_VALUE,
                  mostOfEach));
      if (!found.isEmpty()) {
        heads.put(root, found);
      }
    }
    return heads;
  }

  /// The traces of these heads, oldest first; those that are gone are left out.
  List<StoredTrace> read(Collection<Head> heads);

  /// A kept trace without its spans.
  ///
  /// @param startNanos of the root, nanoseconds since the epoch
  /// @param weight as that of the [StoredTrace]
  record Head(TraceId id, long startNanos, double weight) {
    /// Newest start first; those of one start by id.
    public static final Comparator<Head> NEWEST =
        Comparator.comparingLong(Head::startNanos).reversed().thenComparing(Head::id);
  }

  /// @param window the root's start lies inside
  /// @param service any span's service when `anySpan`, else the root's; null for all
  /// @param anySpan whether the service may be any span's
  /// @param operation the root's operation, null for all
  /// @param minDurationNanos of the root
  /// @param maxDurationNanos of the root
  /// @param error null for all
  /// @param attributes exact texts that one and the same span (or its resource) must carry
  /// @param before only traces that start before this moment, nanoseconds since the epoch: the
  ///   cursor of the next page
  /// @param limit how many at most
  record Search(
      TimeWindow window,
      @Nullable ServiceName service,
      boolean anySpan,
      @Nullable OperationName operation,
      long minDurationNanos,
      long maxDurationNanos,
      @Nullable Boolean error,
      Map<String, String> attributes,
      long before,
      int limit) {
    public Search {
      attributes = Map.copyOf(attributes);
    }

    /// The same search, which must not ask for attributes.
    ///
    /// @throws IllegalArgumentException when it does
    public Search withoutAttributes() {
      if (!attributes.isEmpty()) {
        throw new IllegalArgumentException("heads are not found by attributes: " + attributes);
      }
      return this;
    }
  }
}
