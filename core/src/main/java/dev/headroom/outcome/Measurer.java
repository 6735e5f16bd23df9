package dev.headroom.outcome;

import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Measures what a registration asks for before and after a change, with controls and side effects.
///
/// Reads the minutes of at most 17 routes over both windows, which must be kept in minutes. Not
/// thread-safe.
public final class Measurer {
  private static final int CONTROLS_MOST = 8;
  private static final int SIDE_ROUTES_MOST = 8;
  private static final int CHART_POINTS = 240;

  /// A side effect that grows by less is fine.
  private static final double WORSE_FACTOR = 1.1;

  /// More failures than this share of requests matter, whatever they were before.
  private static final double WORSE_ERRORS = 0.001;

  /// A slice needs so many requests for its quantiles to mean something.
  private static final double REQUESTS_PER_SLICE = 10;

  private static final long[] STEPS = {60, 300, 900};

  private final MetricReader reader;
  private final Registration registration;
  private final TimeWindow before;
  private final TimeWindow after;
  private final double confidence;

  /// @param before whole minutes
  /// @param after whole minutes, not before the end of `before`
  /// @param confidence of the interval, between 0 and 1
  public Measurer(
      RollupReader rollups,
      Registration registration,
      TimeWindow before,
      TimeWindow after,
      double confidence) {
    this.reader = new MetricReader(rollups);
    this.registration = registration;
    this.before = before;
    this.after = after;
    this.confidence = confidence;
  }

  /// @param changed services that others changed after the change; their routes are no controls
  public Measurement measure(Set<ServiceName> changed) {
    Others others = others(changed);
    List<ServiceOperation> all = new ArrayList<>(List.of(registration.route()));
    all.addAll(others.controls());
    long step = step();
    Map<ServiceOperation, Slices> metric = read(all, registration.metric(), step);
    List<ServiceOperation> measured =
        others.controls().stream().filter(metric::containsKey).toList();
    List<Slices> controls = measured.stream().map(metric::get).toList();
    Slices target = metric.getOrDefault(registration.route(), nothing(step));
    Slices left = target.within(before);
    Slices right = target.within(after);
    return new Measurement(
        left.size() == 0 ? before : new TimeWindow(started(left), before.to()),
        after,
        left.mean(),
        right.mean(),
        left.requests(),
        right.requests(),
        compare(left, right, controls, registration.metric(), confidence),
        measured.stream().map(Measurer::words).toList(),
        sideEffects(others, step),
        chart(target.measuredPart(), controls));
  }

  private static Instant started(Slices slices) {
    return Instant.ofEpochSecond(slices.measuredPart().start());
  }

  private static Slices nothing(long step) {
    return new Slices(0, step, new double[0], new double[0]);
  }

  private Map<ServiceOperation, Slices> read(
      Collection<ServiceOperation> routes, Metric metric, long step) {
    return reader.read(routes, metric, new TimeWindow(before.from(), after.to()), step);
  }

  private @Nullable Comparison compare(
      Slices left, Slices right, List<Slices> controls, Metric metric, double at) {
    return MatchedComparison.of(
            left,
            right,
            controls,
            metric == Metric.ERROR_SHARE,
            at,
            registration.at().toEpochMilli())
        .orElse(null);
  }

  /// The shortest step at which the usual slice of the route has enough requests.
  private long step() {
    Slices minutes =
        read(List.of(registration.route()), Metric.ERROR_SHARE, STEPS[0])
            .getOrDefault(registration.route(), nothing(STEPS[0]));
    double[] counts = Arrays.stream(minutes.counts()).filter(count -> count > 0).sorted().toArray();
    double usual = counts.length == 0 ? 0 : counts[counts.length / 2];
    for (long step : STEPS) {
      if (usual * step / STEPS[0] >= REQUESTS_PER_SLICE) {
        return step;
      }
    }
    return STEPS[STEPS.length - 1];
  }

  /// Other routes, most traffic first.
  ///
  /// @param controls whose critical path the change does not touch
  /// @param touchedToo that it touches: of the service itself and of its callers
  private record Others(List<ServiceOperation> controls, List<ServiceOperation> touchedToo) {}

  private Others others(Set<ServiceName> changed) {
    TimeWindow both = new TimeWindow(before.from(), after.to());
    Map<ServiceOperation, Set<ServiceName>> touched = reader.touched(both);
    Map<ServiceOperation, Double> traffic = reader.traffic(both);
    List<ServiceOperation> busiest =
        traffic.keySet().stream()
            .filter(route -> !route.equals(registration.route()))
            .sorted(
                Comparator.comparingDouble(
                        (ServiceOperation route) -> -traffic.getOrDefault(route, 0.0))
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    List<ServiceOperation> controls = new ArrayList<>();
    List<ServiceOperation> touchedToo = new ArrayList<>();
    for (ServiceOperation route : busiest) {
      Set<ServiceName> services = touched.getOrDefault(route, Set.of(route.service()));
      boolean touchedByIt =
          route.service().equals(registration.service())
              || services.contains(registration.service());
      boolean touchedByOthers =
          changed.contains(route.service()) || services.stream().anyMatch(changed::contains);
      if (touchedByIt && touchedToo.size() < SIDE_ROUTES_MOST) {
        touchedToo.add(route);
      } else if (!touchedByIt && !touchedByOthers && controls.size() < CONTROLS_MOST) {
        controls.add(route);
      }
    }
    return new Others(controls, touchedToo);
  }

  private static String words(ServiceOperation route) {
    return route.operation() + " in " + route.service();
  }

  /// The chance of a false alarm, 5 %, is shared by all side effects.
  private List<SideEffect> sideEffects(Others others, long step) {
    List<ServiceOperation> all = new ArrayList<>(others.touchedToo());
    all.addAll(others.controls());
    Map<ServiceOperation, Slices> latency = read(all, Metric.P95, step);
    all.add(registration.route());
    Map<ServiceOperation, Slices> errors = read(all, Metric.ERROR_SHARE, step);
    double at = 1 - 0.05 / (2 * others.touchedToo().size() + 1);
    List<SideEffect> sideEffects = new ArrayList<>();
    if (registration.metric() != Metric.ERROR_SHARE) {
      sideEffects.add(sideEffect(registration.route(), Metric.ERROR_SHARE, errors, others, at));
    }
    for (ServiceOperation route : others.touchedToo()) {
      sideEffects.add(sideEffect(route, Metric.P95, latency, others, at));
      sideEffects.add(sideEffect(route, Metric.ERROR_SHARE, errors, others, at));
    }
    return sideEffects;
  }

  private SideEffect sideEffect(
      ServiceOperation route,
      Metric metric,
      Map<ServiceOperation, Slices> slices,
      Others others,
      double at) {
    String what = metric.words() + " of " + words(route);
    @Nullable Slices target = slices.get(route);
    if (target == null) {
      return new SideEffect(what, metric, SideEffect.State.UNKNOWN, null);
    }
    List<Slices> controls =
        others.controls().stream().filter(slices::containsKey).map(slices::get).toList();
    Slices left = target.within(before);
    Slices right = target.within(after);
    @Nullable Comparison comparison = compare(left, right, controls, metric, at);
    return new SideEffect(what, metric, state(metric, left, right, comparison), comparison);
  }

  private static SideEffect.State state(
      Metric metric, Slices left, Slices right, @Nullable Comparison comparison) {
    if (comparison == null) {
      return SideEffect.State.UNKNOWN;
    }
    boolean worse = comparison.interval().low() > 0;
    @Nullable Double shareBefore = left.mean();
    @Nullable Double shareAfter = right.mean();
    boolean matters =
        metric == Metric.ERROR_SHARE
            ? shareBefore != null && shareAfter != null && shareAfter - shareBefore >= WORSE_ERRORS
            : comparison.factor() >= WORSE_FACTOR;
    return worse && matters ? SideEffect.State.WORSE : SideEffect.State.FINE;
  }

  private Measurement.Chart chart(Slices target, List<Slices> controls) {
    if (target.size() == 0) {
      return new Measurement.Chart(
          before.from().getEpochSecond(), target.step(), List.of(), List.of());
    }
    int merged = Math.ceilDiv(target.size(), CHART_POINTS);
    double[] levels =
        controls.stream()
            .map(each -> each.within(before).mean())
            .mapToDouble(mean -> mean == null ? Double.NaN : mean)
            .toArray();
    List<@Nullable Double> values = new ArrayList<>();
    List<@Nullable Double> others = new ArrayList<>();
    for (int i = 0; i < target.size(); i += merged) {
      long from = target.at(i);
      long to = from + merged * target.step();
      values.add(mean(target, from, to));
      double sum = 0;
      int counted = 0;
      for (int c = 0; c < levels.length; c++) {
        @Nullable Double mean = mean(controls.get(c), from, to);
        if (mean != null && levels[c] > 0) {
          sum += mean / levels[c];
          counted++;
        }
      }
      others.add(counted == 0 ? null : Double.valueOf(sum / counted));
    }
    return new Measurement.Chart(target.start(), merged * target.step(), values, others);
  }

  private static @Nullable Double mean(Slices slices, long from, long to) {
    double sum = 0;
    double weight = 0;
    for (long second = from; second < to; second += slices.step()) {
      double value = slices.valueAt(second);
      if (!Double.isNaN(value)) {
        sum += value * slices.countAt(second);
        weight += slices.countAt(second);
      }
    }
    return weight > 0 ? Double.valueOf(sum / weight) : null;
  }
}
