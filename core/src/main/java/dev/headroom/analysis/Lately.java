package dev.headroom.analysis;

import dev.headroom.base.TimeWindow;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupKey;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import dev.headroom.stat.WeightedValues;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Compares the latest stretch of a window with the time before.
///
/// Lately is the last quarter of the part of the window in which there was traffic. It is compared
/// with the history, cut into slices as long: it must be slower than [#USUAL] of them, so that the
/// busy hours of every day are nothing new. Without history it is compared with the earlier part of
/// the window, with its median slice.
///
/// @param now the latest stretch
/// @param earlier the window before it
/// @param history of the view
public record Lately(TimeWindow now, TimeWindow earlier, TimeWindow history) {
  /// Which percentile stands for the tail.
  public static final double TAIL = 0.9;

  /// How many times longer the median must be.
  public static final double LEAST_MEDIAN_FACTOR = 1.5;

  /// By how much longer the median must be.
  public static final double LEAST_MEDIAN_NANOS = 5e6;

  /// How many times longer the tail must be where the median is not.
  public static final double LEAST_TAIL_FACTOR = 2;

  /// By how much longer the tail must be.
  public static final double LEAST_TAIL_NANOS = 20e6;

  /// How many durations there must be lately and before; twice as many to compare tails.
  public static final long LEAST_COUNT = 50;

  /// The share of the slices of the history that must be faster.
  public static final double USUAL = 0.75;

  /// By this factor a later half must be slower than the whole to be the onset.
  private static final double SLOWER_STILL = 1.15;

  private static final long LEAST_IN_SLICE = 10;
  private static final int SLICES_OF_ONSET = 32;
  private static final int LEAST_HISTORY_SLICES = 3;
  private static final int LEAST_EARLIER_SLICES = 2;
  private static final int SLICES_OF_EARLIER = 12;
  private static final int MOST_SLICES = 96;

  /// The stretches of a view's window; null when there was no traffic in it, or for too short.
  public static @Nullable Lately of(ModelView view) {
    TimeWindow window = view.window();
    long step = minutes(window.length().toSeconds() / MOST_SLICES);
    long first = firstSlice(view, step);
    if (first == Long.MAX_VALUE) {
      return null;
    }
    Instant begin = Instant.ofEpochSecond(Math.max(first, window.from().getEpochSecond()));
    long seconds = Duration.between(begin, window.to()).toSeconds();
    long lately = minutes(seconds / 4);
    if (seconds < 2 * lately) {
      return null;
    }
    Instant from = window.to().minusSeconds(lately);
    return new Lately(
        new TimeWindow(from, window.to()), new TimeWindow(begin, from), view.history());
  }

  /// The start of the first slice with traffic; the greatest number when there is none.
  private static long firstSlice(ModelView view, long step) {
    long[] first = {Long.MAX_VALUE};
    view.rollups()
        .tally(
            new RollupReader.Query(RollupKind.ROUTE, view.window(), _ -> true, step, false),
            _ ->
                (start, _, _, _, _) ->
                    first[0] = Math.min(first[0], Math.floorDiv(start, step) * step));
    return first[0];
  }

  /// A whole number of minutes, at least one.
  private static long minutes(long seconds) {
    return Math.max(1, Math.ceilDiv(seconds, 60)) * 60;
  }

  static boolean moved(double now, double usual, double factor, double nanos) {
    return now >= factor * usual && now - usual >= nanos;
  }

  /// What became slower, of one kind of rollup with durations.
  public Map<RollupKey, Slowdown> slower(
      ModelView view, RollupKind kind, Predicate<RollupKey> filter) {
    Map<RollupKey, Rollup> latest = totals(view, kind, now, filter, LEAST_COUNT);
    if (latest.isEmpty()) {
      return Map.of();
    }
    Map<RollupKey, Slowdown> found = new HashMap<>();
    Set<RollupKey> open = new HashSet<>(latest.keySet());
    compare(view, kind, history, latest, open, found, true);
    compare(view, kind, earlier, latest, open, found, false);
    onsets(view, kind, found);
    return found;
  }

  /// What began within the latest stretch is diluted by the time before it: the stretch is halved
  /// as long as its later half is slower still.
  private void onsets(ModelView view, RollupKind kind, Map<RollupKey, Slowdown> found) {
    if (found.isEmpty()) {
      return;
    }
    long step = minutes(now.length().toSeconds() / SLICES_OF_ONSET);
    for (RollupReader.Series series :
        view.rollups().read(new RollupReader.Query(kind, now, found::containsKey, step, true))) {
      found.computeIfPresent(series.key(), (_, slowdown) -> onset(slowdown, series.points(), step));
    }
  }

  private Slowdown onset(Slowdown slowdown, List<RollupReader.Point> points, long step) {
    Slowdown best = slowdown;
    for (long length = now.length().toSeconds() / 2; length >= step; length /= 2) {
      long from = now.to().getEpochSecond() - length;
      Rollup latest = new Rollup();
      points.stream()
          .filter(point -> point.start() >= from)
          .forEach(point -> latest.merge(point.value()));
      Slowdown later = best.from(latest);
      if (latest.observed() < LEAST_COUNT || !(later.factor() >= SLOWER_STILL * best.factor())) {
        return best;
      }
      best = later;
    }
    return best;
  }

  private static Map<RollupKey, Rollup> totals(
      ModelView view, RollupKind kind, TimeWindow window, Predicate<RollupKey> filter, long least) {
    Map<RollupKey, Rollup> totals = new HashMap<>();
    for (RollupReader.Series series :
        view.rollups().read(new RollupReader.Query(kind, window, filter, 0, true))) {
      Rollup total = series.total();
      if (total.observed() >= least && total.sketch() != null) {
        totals.put(series.key(), total);
      }
    }
    return totals;
  }

  /// Compares with one stretch of time; the keys that could be compared are no longer open.
  private void compare(
      ModelView view,
      RollupKind kind,
      TimeWindow with,
      Map<RollupKey, Rollup> latest,
      Set<RollupKey> open,
      Map<RollupKey, Slowdown> found,
      boolean ofHistory) {
    if (open.isEmpty() || with.length().isZero()) {
      return;
    }
    Map<RollupKey, Rollup> before =
        totals(view, kind, with, Set.copyOf(open)::contains, LEAST_COUNT);
    Set<RollupKey> candidates = new HashSet<>();
    before.forEach((key, past) -> {
      Rollup present = latest.getOrDefault(key, new Rollup());
      if (slower(present, past.quantile(0.5), past.quantile(TAIL))) {
        candidates.add(key);
      } else {
        open.remove(key);
      }
    });
    if (candidates.isEmpty()) {
      return;
    }
    long step =
        minutes(
            ofHistory
                ? now.length().toSeconds()
                : Math.ceilDiv(with.length().toSeconds(), SLICES_OF_EARLIER));
    for (RollupReader.Series series :
        view.rollups().read(new RollupReader.Query(kind, with, candidates::contains, step, true))) {
      Rollup present = latest.get(series.key());
      Rollup past = before.get(series.key());
      if (present != null && past != null) {
        Slowdown slowdown = against(present, past, series, ofHistory);
        if (slowdown != null) {
          open.remove(series.key());
          if (slower(present, slowdown.usualMedian(), slowdown.usualTail())) {
            found.put(series.key(), slowdown);
          }
        }
      }
    }
  }

  private static boolean slower(Rollup present, double median, double tail) {
    return moved(present.quantile(0.5), median, LEAST_MEDIAN_FACTOR, LEAST_MEDIAN_NANOS)
        || (present.observed() >= 2 * LEAST_COUNT
            && moved(present.quantile(TAIL), tail, LEAST_TAIL_FACTOR, LEAST_TAIL_NANOS));
  }

  /// The comparison, whatever it says; null when there are too few slices.
  private static @Nullable Slowdown against(
      Rollup present, Rollup past, RollupReader.Series series, boolean ofHistory) {
    WeightedValues medians = new WeightedValues();
    WeightedValues tails = new WeightedValues();
    List<RollupReader.Point> points = series.points();
    for (RollupReader.Point point : points) {
      if (point.value().observed() >= LEAST_IN_SLICE && point.value().sketch() != null) {
        medians.add(point.value().quantile(0.5), 1);
        tails.add(point.value().quantile(TAIL), 1);
      }
    }
    if (medians.size() < (ofHistory ? LEAST_HISTORY_SLICES : LEAST_EARLIER_SLICES)) {
      return null;
    }
    double usual = ofHistory ? USUAL : 0.5;
    return new Slowdown(
        present,
        present,
        past,
        medians.quantile(usual),
        tails.quantile(usual),
        medians.size(),
        ofHistory);
  }
}
