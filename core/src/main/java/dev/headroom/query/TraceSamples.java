package dev.headroom.query;

import dev.headroom.base.TimeWindow;
import dev.headroom.base.TraceId;
import dev.headroom.rollup.SampleTrees;
import dev.headroom.rollup.StoredTrace;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceReader;
import dev.headroom.rollup.TraceSample;
import dev.headroom.signal.Span;
import dev.headroom.store.Pages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads kept traces of a route as samples, drawn evenly over a window. Thread-safe.
///
/// The window is cut into [#SLICES] equal slices; of each the newest traces are taken, and what a
/// slice does not have is taken from the others. A trace of a slice that was not read to its start
/// stands for proportionally more, so that busy slices are not underrated. Parts of traces that
/// came late are left out. At most [#MOST_READ] times as many traces are read as are wanted.
final class TraceSamples {
  static final int SLICES = 24;
  static final int MOST_READ = 10;

  /// One trace that was kept for being special to so many that were drawn.
  private static final int SPECIAL_SHARE = 10;

  private final TraceReader traces;
  private final PayloadReader payloads;

  TraceSamples(TraceReader traces, PayloadReader payloads) {
    this.traces = traces;
    this.payloads = payloads;
  }

  /// The samples of a route in the order of time: of those that count at most about `most`, those
  /// of weight 0 on top, at most a tenth of the others. A route that consumes messages is found
  /// within the traces of its producers.
  List<TraceSample> of(ServiceOperation route, TimeWindow window, int most) {
    List<TraceSample> rooted = read(route, window, most, false);
    return rooted.isEmpty() ? read(route, window, most, true) : rooted;
  }

  private List<TraceSample> read(
      ServiceOperation route, TimeWindow window, int most, boolean anySpan) {
    List<Slice> slices = slices(window);
    List<Slice> open = new ArrayList<>(slices);
    int counting = 0;
    long read = 0;
    while (counting < most && !open.isEmpty() && read < (long) most * MOST_READ) {
      int each = Math.ceilDiv(most - counting, open.size());
      for (Slice slice : List.copyOf(open)) {
        counting += slice.more(route, anySpan, each);
        read += slice.lastRead;
        if (slice.exhausted) {
          open.remove(slice);
        }
      }
    }
    return even(slices, counting);
  }

  private List<Slice> slices(TimeWindow window) {
    Duration each = window.length().dividedBy(SLICES);
    List<Slice> slices = new ArrayList<>(SLICES);
    for (int i = 0; i < SLICES; i++) {
      TimeWindow of =
          new TimeWindow(
              window.from().plus(each.multipliedBy(i)),
              i == SLICES - 1 ? window.to() : window.from().plus(each.multipliedBy(i + 1)));
      slices.add(new Slice(of));
    }
    return slices;
  }

  private static List<TraceSample> even(List<Slice> slices, int counting) {
    List<TraceSample> samples = new ArrayList<>();
    List<TraceSample> special = new ArrayList<>();
    for (Slice slice : slices) {
      double stretch = slice.stretch();
      for (TraceSample sample : slice.found) {
        if (sample.weight() > 0) {
          samples.add(
              new TraceSample(
                  sample.id(), sample.startNanos(), sample.weight() * stretch, sample.spans()));
        } else {
          special.add(sample);
        }
      }
    }
    int room = counting / SPECIAL_SHARE;
    for (int i = 0; i < Math.min(room, special.size()); i++) {
      samples.add(special.get((int) ((long) i * special.size() / Math.min(room, special.size()))));
    }
    samples.sort(Comparator.comparingLong(TraceSample::startNanos).thenComparing(TraceSample::id));
    return samples;
  }

  /// A part of the window, read from its end.
  private final class Slice {
    private static final int MOST_AT_ONCE = 64;

    private final TimeWindow window;
    private final Set<TraceId> seen = new HashSet<>();
    private final List<TraceSample> found = new ArrayList<>();
    private long before = Long.MAX_VALUE;
    private boolean exhausted;
    private int lastRead;

    Slice(TimeWindow window) {
      this.window = window;
    }

    /// Reads on, about as far as it takes to find so many that count; tells how many were found.
    int more(ServiceOperation route, boolean anySpan, int wanted) {
      // Those kept for being special come on top, about as many again.
      int limit = Math.min(MOST_AT_ONCE, 2 * wanted);
      List<StoredTrace> page = traces.search(search(route, anySpan, limit));
      lastRead = page.size();
      exhausted = page.size() < limit;
      int counting = 0;
      for (StoredTrace trace : page) {
        before = Math.min(before, trace.startNanos());
        if (seen.add(trace.id())) {
          counting += add(route, trace);
        }
      }
      return counting;
    }

    private TraceReader.Search search(ServiceOperation route, boolean anySpan, int limit) {
      return new TraceReader.Search(
          window,
          route.service(),
          anySpan,
          anySpan ? null : route.operation(),
          0,
          Long.MAX_VALUE,
          null,
          Map.of(),
          before,
          limit);
    }

    private int add(ServiceOperation route, StoredTrace trace) {
      int counting = 0;
      for (TraceSample sample : samples(trace)) {
        if (sample.route().equals(route)) {
          found.add(sample);
          counting += sample.weight() > 0 ? 1 : 0;
        }
      }
      return counting;
    }

    /// How much longer the slice is than what was read of it.
    double stretch() {
      if (exhausted || before == Long.MAX_VALUE) {
        return 1;
      }
      double read = Math.max(1, Pages.nanos(window.to()) - (double) before);
      return Math.max(1, (Pages.nanos(window.to()) - Pages.nanos(window.from())) / read);
    }
  }

  private List<TraceSample> samples(StoredTrace trace) {
    List<Span> spans =
        payloads.spans(trace.payload()).stream()
            .filter(span -> span.traceId().equals(trace.id()))
            .toList();
    return SampleTrees.of(spans, payloads::shape, payloads::rows, trace.weight());
  }
}
