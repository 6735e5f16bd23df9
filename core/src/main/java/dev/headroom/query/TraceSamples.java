package dev.headroom.query;

import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.SampleTrees;
import dev.headroom.rollup.StoredTrace;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.rollup.TraceReader;
import dev.headroom.rollup.TraceReader.Head;
import dev.headroom.rollup.TraceSample;
import dev.headroom.signal.Span;
import dev.headroom.store.Pages;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads kept traces of a route as samples, drawn evenly over a window. Not thread-safe.
///
/// The window is cut into [#SLICES] equal slices; each gives the same number of traces, and what a
/// slice does not have is taken from the others. Within a slice every k-th trace is drawn, which
/// then stands for all of them, so that busy slices are not underrated. Parts of traces that came
/// late are left out. Only the drawn traces are read: two questions to the store for some routes.
final class TraceSamples {
  static final int SLICES = 24;

  /// The most kept traces of a route that are drawn from, the newest.
  static final int MOST_HEADS = 100_000;

  /// About so many traces are read together, with all that was sent of them.
  private static final int READ_AT_ONCE = 1_000;

  /// How many times as many traces are read when not every one holds the route.
  static final int MORE_OF_OTHERS = 3;

  /// One trace that was kept for being special to so many that were drawn.
  private static final int SPECIAL_SHARE = 10;

  private static final Comparator<TraceSample> ORDER =
      Comparator.comparingLong(TraceSample::startNanos).thenComparing(TraceSample::id);

  private final TraceReader traces;
  private final PayloadReader payloads;
  private final SharedMeaning meaning;

  TraceSamples(TraceReader traces, PayloadReader payloads) {
    this.traces = traces;
    this.payloads = payloads;
    this.meaning = new SharedMeaning(payloads);
  }

  /// The samples of some routes, as [#of(ServiceOperation, TimeWindow, int)] gives them; to read
  /// those of many routes together is much cheaper.
  Map<ServiceOperation, List<TraceSample>> of(
      Collection<ServiceOperation> routes, TimeWindow window, int most) {
    Map<ServiceOperation, List<Head>> rooted = traces.heads(routes, window, MOST_HEADS);
    Map<ServiceOperation, List<TraceSample>> samples = new HashMap<>();
    Map<Head, Drawn> drawn = new HashMap<>();
    rooted.forEach((route, heads) -> {
      draw(route, window, heads, most, drawn);
      if (drawn.size() >= READ_AT_ONCE) {
        samples.putAll(read(drawn));
        drawn.clear();
      }
    });
    samples.putAll(read(drawn));
    for (ServiceOperation route : routes) {
      if (!rooted.containsKey(route)) {
        Map<Head, Drawn> within = new HashMap<>();
        draw(route, window, traces.heads(around(route, window)), MORE_OF_OTHERS * most, within);
        samples.putAll(read(within));
      }
    }
    return samples;
  }

  /// The samples of a route in the order of time: of those that count at most about `most`, those
  /// of weight 0 on top, at most a tenth of the others. A route that consumes messages is found
  /// within the traces of its producers.
  List<TraceSample> of(ServiceOperation route, TimeWindow window, int most) {
    return of(List.of(route), window, most).getOrDefault(route, List.of());
  }

  /// Finds traces in which the route's service takes part.
  private static TraceReader.Search around(ServiceOperation route, TimeWindow window) {
    return new TraceReader.Search(
        window,
        route.service(),
        true,
        null,
        0,
        Long.MAX_VALUE,
        null,
        Map.of(),
        Long.MAX_VALUE,
        MOST_HEADS);
  }

  /// @param weight how many traces this one stands for
  private record Drawn(ServiceOperation route, double weight) {}

  private static void draw(
      ServiceOperation route,
      TimeWindow window,
      List<Head> heads,
      int most,
      Map<Head, Drawn> into) {
    List<Head> counting = heads.stream().filter(head -> head.weight() > 0).toList();
    List<Head> special = heads.stream().filter(head -> head.weight() <= 0).toList();
    Map<Head, Double> drawn = drawn(counting, window, most);
    for (Head head : every(special, drawn.size() / SPECIAL_SHARE)) {
      drawn.put(head, 0.0);
    }
    drawn.forEach((head, weight) -> into.put(head, new Drawn(route, weight)));
  }

  private Map<ServiceOperation, List<TraceSample>> read(Map<Head, Drawn> drawn) {
    Map<ServiceOperation, List<TraceSample>> samples = new HashMap<>();
    for (StoredTrace trace : traces.read(drawn.keySet())) {
      Drawn as = drawn.get(new Head(trace.id(), trace.startNanos(), trace.weight()));
      if (as != null) {
        for (TraceSample sample : samples(trace, as.weight())) {
          if (sample.route().equals(as.route())) {
            samples.computeIfAbsent(as.route(), _ -> new ArrayList<>()).add(sample);
          }
        }
      }
    }
    samples.values().forEach(of -> of.sort(ORDER));
    return samples;
  }

  /// What is drawn of the traces, with how many each stands for.
  private static Map<Head, Double> drawn(List<Head> heads, TimeWindow window, int most) {
    List<List<Head>> slices = slices(heads, window);
    int each = shareOfEach(slices, most);
    Map<Head, Double> drawn = new HashMap<>();
    for (List<Head> slice : slices) {
      List<Head> some = every(slice, each);
      for (Head head : some) {
        drawn.put(head, head.weight() * slice.size() / some.size());
      }
    }
    return drawn;
  }

  private static List<List<Head>> slices(List<Head> heads, TimeWindow window) {
    List<List<Head>> slices = new ArrayList<>();
    for (int i = 0; i < SLICES; i++) {
      slices.add(new ArrayList<>());
    }
    double from = Pages.nanos(window.from());
    double length = Math.max(1, window.length().toMillis() * 1e6);
    for (Head head : heads) {
      int at = (int) (SLICES * (head.startNanos() - from) / length);
      slices.get(Math.clamp(at, 0, SLICES - 1)).add(head);
    }
    return slices;
  }

  /// How many each slice may give so that all together give about the most wanted.
  private static int shareOfEach(List<List<Head>> slices, int most) {
    int[] sizes = slices.stream().mapToInt(List::size).sorted().toArray();
    int left = most;
    for (int i = 0; i < sizes.length; i++) {
      int share = Math.ceilDiv(left, sizes.length - i);
      if (sizes[i] >= share) {
        return share;
      }
      left -= sizes[i];
    }
    return Math.max(1, sizes.length == 0 ? 1 : sizes[sizes.length - 1]);
  }

  /// So many of them at equal distances, all when there are no more.
  private static <T> List<T> every(List<T> all, int wanted) {
    if (all.size() <= wanted) {
      return all;
    }
    List<T> some = new ArrayList<>(wanted);
    for (int i = 0; i < wanted; i++) {
      some.add(all.get((int) ((long) i * all.size() / wanted)));
    }
    return some;
  }

  private List<TraceSample> samples(StoredTrace trace, double weight) {
    List<Span> spans =
        payloads.spans(trace.payload()).stream()
            .filter(span -> span.traceId().equals(trace.id()))
            .toList();
    return SampleTrees.of(spans, meaning, weight);
  }
}
