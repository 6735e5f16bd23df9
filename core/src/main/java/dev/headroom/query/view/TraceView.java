package dev.headroom.query.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One trace as a waterfall with its critical path.
///
/// @param service the root's service
/// @param operation the root's operation
/// @param durationNanos the root's
/// @param extentNanos from the earliest start to the latest end: what the time axis must hold
/// @param services that took part, by name
/// @param spans in tree order: a parent before its children, siblings by start
/// @param path the critical path, ascending by start; its steps sum to the root's duration
/// @param exclusive the critical path summed up by operation, largest first
/// @param orders what the path takes for granted: that of two siblings on it one waits for the
///   other
/// @param droppedFromPath spans wholly outside their parent, which the path leaves out
/// @param notes what is odd about the trace: missing parents, clock skew, late parts
/// @param logs records that carry its trace id, oldest first
/// @param keptFor why it was kept
public record TraceView(
    String traceId,
    Instant start,
    long durationNanos,
    long extentNanos,
    String service,
    String operation,
    boolean error,
    List<String> services,
    List<SpanRow> spans,
    List<PathStep> path,
    List<Exclusive> exclusive,
    List<AssumedOrder> orders,
    int droppedFromPath,
    List<Note> notes,
    List<LogView> logs,
    String keptFor) {
  public TraceView {
    services = List.copyOf(services);
    spans = List.copyOf(spans);
    path = List.copyOf(path);
    exclusive = List.copyOf(exclusive);
    orders = List.copyOf(orders);
    notes = List.copyOf(notes);
    logs = List.copyOf(logs);
  }

  /// One line of the waterfall.
  ///
  /// @param parentId null for a root
  /// @param depth 0 for roots
  /// @param children how many direct children it has
  /// @param offsetNanos from the trace's start
  /// @param name as it was sent
  /// @param operation the normalised name
  /// @param exclusiveNanos its time on the critical path; 0 when it is not on it
  /// @param critical where it is on the critical path
  /// @param missingParent its parent was never received
  /// @param skewNanos by how much its clock was corrected for the critical path, 0 without
  ///   correction; offsets are as sent
  public record SpanRow(
      String spanId,
      @Nullable String parentId,
      int depth,
      int children,
      long offsetNanos,
      long durationNanos,
      String service,
      String version,
      String instance,
      String name,
      String operation,
      String kind,
      boolean error,
      String statusMessage,
      long exclusiveNanos,
      boolean onCriticalPath,
      List<Slice> critical,
      boolean missingParent,
      long skewNanos,
      List<AttributeView> attributes,
      List<AttributeView> resource,
      String scope,
      List<EventView> events,
      List<LinkView> links,
      int droppedAttributes,
      int droppedEvents,
      int droppedLinks) {
    public SpanRow {
      Valid.nanos("durationNanos", durationNanos);
      Valid.nanos("exclusiveNanos", exclusiveNanos);
      critical = List.copyOf(critical);
      attributes = List.copyOf(attributes);
      resource = List.copyOf(resource);
      events = List.copyOf(events);
      links = List.copyOf(links);
    }
  }

  /// A stretch of time, from the trace's start.
  public record Slice(long offsetNanos, long durationNanos) {}

  /// One step of the critical path.
  public record PathStep(
      String spanId, String service, String operation, long offsetNanos, long durationNanos) {}

  /// @param share of the root's duration; null when that is 0
  public record Exclusive(String service, String operation, long nanos, @Nullable Double share) {
    public Exclusive {
      share = Valid.share("share", share);
    }
  }

  /// Two siblings that follow each other on the critical path, and whether they keep that order in
  /// the route's traces of the week before and after.
  ///
  /// @param verdict BEFORE, AFTER, CONCURRENT or UNKNOWN
  /// @param confidence the share of times that speaks for the verdict; null when never seen
  ///   together
  /// @param before the share of times that the first had ended before the second began; null
  ///   likewise
  /// @param support how many times they came together
  /// @param text the same in words
  public record AssumedOrder(
      String parentService,
      String parentOperation,
      String firstService,
      String firstOperation,
      String secondService,
      String secondOperation,
      String verdict,
      @Nullable Double confidence,
      @Nullable Double before,
      long support,
      String text) {
    public AssumedOrder {
      confidence = Valid.share("confidence", confidence);
      before = Valid.share("before", before);
    }
  }

  public record EventView(long offsetNanos, String name, List<AttributeView> attributes) {
    public EventView {
      attributes = List.copyOf(attributes);
    }
  }

  public record LinkView(String traceId, String spanId, List<AttributeView> attributes) {
    public LinkView {
      attributes = List.copyOf(attributes);
    }
  }

  /// @param kind what it is about
  /// @param spanId the span it is about, null for the whole trace
  public record Note(Kind kind, @Nullable String spanId, String text) {

    /// What can be odd about a trace.
    public enum Kind {
      MISSING_PARENT,
      CLOCK_SKEW,
      SEVERAL_ROOTS,
      LATE_PARTS,
      OUTSIDE_PARENT,
      DUPLICATE_SPAN
    }
  }
}
