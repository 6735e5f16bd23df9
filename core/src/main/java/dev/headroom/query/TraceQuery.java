package dev.headroom.query;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.SpanId;
import dev.headroom.base.TimeWindow;
import dev.headroom.base.TraceId;
import dev.headroom.query.view.LogView;
import dev.headroom.query.view.TraceView;
import dev.headroom.query.view.TraceView.Exclusive;
import dev.headroom.query.view.TraceView.Note;
import dev.headroom.query.view.TraceView.PathStep;
import dev.headroom.rollup.LogReader;
import dev.headroom.rollup.StoredTrace;
import dev.headroom.rollup.TracePaths;
import dev.headroom.rollup.TracePaths.RootPath;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TracePaths.Skew;
import dev.headroom.signal.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Answers one trace: its waterfall, its critical path and its logs.
final class TraceQuery {
  private static final int LOGS_SHOWN = 500;
  private static final Duration BEFORE = Duration.ofMinutes(1);
  private static final Duration AFTER = Duration.ofMinutes(10);

  private final Sources sources;

  TraceQuery(Sources sources) {
    this.sources = sources;
  }

  TraceView trace(TraceId id) {
    List<StoredTrace> parts = sources.traces().find(id);
    Map<SpanId, Span> spans = new LinkedHashMap<>();
    int duplicates = 0;
    for (StoredTrace part : parts) {
      for (Span span : sources.payloads().spans(part.payload())) {
        if (span.traceId().equals(id) && spans.putIfAbsent(span.spanId(), span) != null) {
          duplicates++;
        }
      }
    }
    if (spans.isEmpty()) {
      throw new HeadroomException(
          ErrorCode.NOT_FOUND,
          "trace '"
              + id
              + "' is not kept; it may never have arrived, not have been sampled by the"
              + " tail-sampling policy, or be older than the retention");
    }
    return view(id, parts, spans, duplicates);
  }

  private TraceView view(
      TraceId id, List<StoredTrace> parts, Map<SpanId, Span> byId, int duplicates) {
    List<Span> spans = List.copyOf(byId.values());
    TracePaths paths = TracePaths.of(spans, this::named, Skew.CORRECTED);
    RootPath main = mainRoot(paths);
    long start = spans.stream().mapToLong(Span::startNanos).min().orElse(0);
    long end = spans.stream().mapToLong(Span::endNanos).max().orElse(start);
    Map<SpanId, Long> shifts = paths.shiftNanos().getOrDefault(id, Map.of());
    Waterfall waterfall = new Waterfall(spans, sources.payloads(), start, main, shifts);
    Set<String> services =
        spans.stream().map(s -> s.service().value()).collect(Collectors.toCollection(TreeSet::new));
    return new TraceView(
        id.toString(),
        TraceRows.instant(start),
        main.durationNanos(),
        end - start,
        main.operation().service().value(),
        main.operation().operation().value(),
        spans.stream().anyMatch(s -> s.status() == Span.Status.ERROR),
        List.copyOf(services),
        waterfall.rows(),
        path(main, start),
        exclusive(main),
        new AssumedOrders(sources.rollups()).of(main, byId, this::named),
        main.droppedSpans(),
        notes(parts, paths, main, waterfall, shifts, duplicates),
        logs(id, start, end),
        keptFor(parts));
  }

  private ServiceOperation named(Span span) {
    return new ServiceOperation(span.service(), sources.payloads().operation(span));
  }

  // A true root before one whose parent is missing, then the longest.
  private static RootPath mainRoot(TracePaths paths) {
    return paths.roots().stream()
        .min(
            Comparator.comparing((RootPath path) -> path.root().parentId() != null)
                .thenComparing(Comparator.comparingLong(RootPath::durationNanos).reversed()))
        .orElseThrow(() -> new IllegalStateException("a trace without root"));
  }

  private List<PathStep> path(RootPath main, long start) {
    List<PathStep> steps = new ArrayList<>();
    for (TracePaths.Segment segment : main.path()) {
      ServiceOperation of = named(segment.span());
      steps.add(
          new PathStep(
              segment.spanId().toString(),
              of.service().value(),
              of.operation().value(),
              segment.startNanos() - start,
              segment.endNanos() - segment.startNanos()));
    }
    return steps;
  }

  private static List<Exclusive> exclusive(RootPath main) {
    return main.exclusiveByOperation().stream()
        .map(time ->
            new Exclusive(
                time.service().value(),
                time.operation().value(),
                time.nanos(),
                main.durationNanos() == 0
                    ? null
                    : Double.valueOf((double) time.nanos() / main.durationNanos())))
        .toList();
  }

  private static List<Note> notes(
      List<StoredTrace> parts,
      TracePaths paths,
      RootPath main,
      Waterfall waterfall,
      Map<SpanId, Long> shifts,
      int duplicates) {
    List<Note> notes = new ArrayList<>();
    for (Span span : waterfall.orphans()) {
      notes.add(
          new Note(
              Note.Kind.MISSING_PARENT,
              span.spanId().toString(),
              "The parent "
                  + span.parentId()
                  + " of '"
                  + span.name()
                  + "' in "
                  + span.service()
                  + " was not received; the span is shown as a root."));
    }
    int roots = paths.roots().size();
    if (roots > 1) {
      notes.add(
          new Note(
              Note.Kind.SEVERAL_ROOTS,
              null,
              "The trace has "
                  + roots
                  + " roots; the critical path is that of '"
                  + main.root().name()
                  + "'."));
    }
    if (!shifts.isEmpty()) {
      long most = shifts.values().stream().mapToLong(Math::abs).max().orElse(0);
      notes.add(
          new Note(
              Note.Kind.CLOCK_SKEW,
              null,
              "Clocks of different hosts disagree by up to "
                  + micros(most)
                  + "; for the critical path "
                  + shifts.size()
                  + " spans were moved onto the clock of their caller. Offsets are as sent."));
    }
    if (main.droppedSpans() > 0) {
      notes.add(
          new Note(
              Note.Kind.OUTSIDE_PARENT,
              null,
              main.droppedSpans()
                  + " spans lie wholly outside their parents and are not on the critical path."));
    }
    long late = parts.stream().filter(p -> p.reason() == StoredTrace.KeepReason.LATE).count();
    if (late > 0) {
      notes.add(
          new Note(
              Note.Kind.LATE_PARTS,
              null,
              late + " parts came after the trace was taken to be complete."));
    }
    if (duplicates > 0) {
      notes.add(
          new Note(
              Note.Kind.DUPLICATE_SPAN,
              null,
              duplicates + " spans repeat the id of another and are left out."));
    }
    return notes;
  }

  private static String micros(long nanos) {
    return nanos / 1_000 + " µs";
  }

  private List<LogView> logs(TraceId id, long start, long end) {
    TimeWindow window =
        new TimeWindow(TraceRows.instant(start).minus(BEFORE), TraceRows.instant(end).plus(AFTER));
    return sources
        .logs()
        .search(new LogReader.Search(window, null, 0, "", id, 0, null, LOGS_SHOWN))
        .reversed()
        .stream()
        .map(LogViews::of)
        .toList();
  }

  private static String keptFor(Collection<StoredTrace> parts) {
    return parts.stream()
        .map(StoredTrace::reason)
        .min(Comparator.comparing((StoredTrace.KeepReason r) -> r == StoredTrace.KeepReason.LATE))
        .orElse(StoredTrace.KeepReason.LATE)
        .name();
  }
}
