package dev.headroom.analysis.weakcache;

import dev.headroom.analysis.ModelView;
import dev.headroom.analysis.RouteSamples;
import dev.headroom.base.TimeWindow;
import dev.headroom.finding.Finding;
import dev.headroom.rollup.RollupKey.Metric;
import dev.headroom.rollup.RollupKey.MetricType;
import dev.headroom.rollup.RollupKind;
import dev.headroom.rollup.RollupReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads the hits and misses that caches count themselves: counters of a cache whose series are
/// split by an attribute that says hit or miss, or two counters named so.
final class CacheCounters {
  /// How many lookups there must be, after warming up and before comparing.
  static final double LEAST_LOOKUPS = 200;

  /// The hit rate below which a cache is weak; its 95 % interval must lie below. Less than
  /// [WeakCache#WEAK], as a cache warms up for longer than it takes to count that many lookups.
  static final double WEAK = 0.25;

  /// By how much the hit rate must have dropped against the time before to be told although it is
  /// not below [#WEAK].
  static final double LEAST_DROP = 0.2;

  private static final int SLICES = 24;
  private static final double LEAST_IN_SLICE = 50;
  private static final Set<String> HIT = Set.of("hit", "hits");
  private static final Set<String> MISS = Set.of("miss", "misses");

  /// One cache of a service.
  ///
  /// @param metric without what says hit or miss
  /// @param attributes without what says hit or miss, and without the instance
  record Cache(String service, String metric, String attributes) implements Comparable<Cache> {
    String name() {
      return (metric + " " + attributes).strip();
    }

    @Override
    public int compareTo(Cache other) {
      return (service + "\0" + name()).compareTo(other.service + "\0" + other.name());
    }
  }

  /// What a series counts.
  private record Counted(Cache cache, boolean hit) {}

  private CacheCounters() {}

  static List<Finding> find(ModelView view, List<RouteSamples> routes) {
    Map<Cache, NavigableMap<Long, HitRate>> slices = read(view, view.window());
    if (slices.isEmpty()) {
      return List.of();
    }
    Map<Cache, NavigableMap<Long, HitRate>> before = read(view, view.history());
    List<Finding> findings = new ArrayList<>();
    slices.forEach((cache, seen) -> {
      Stretch stretch = stretch(seen, sum(before.getOrDefault(cache, new TreeMap<>())));
      if (stretch.weak() || stretch.dropped()) {
        BehindCache behind = BehindCache.of(view, cache.service(), sum(seen).misses(), routes);
        findings.add(new CountedCache(cache, seen, stretch, behind).finding(view.window()));
      }
    });
    return findings;
  }

  /// The hit rate of some time, and that of the time before it.
  ///
  /// @param part of what was seen, in words
  record Stretch(String part, HitRate now, HitRate before) {

    boolean compared() {
      return before.lookups() >= LEAST_LOOKUPS;
    }

    boolean weak() {
      return now.lookups() >= LEAST_LOOKUPS && now.interval().high() < WEAK;
    }

    boolean dropped() {
      return now.lookups() >= LEAST_LOOKUPS
          && compared()
          && before.value() - now.interval().high() >= LEAST_DROP;
    }
  }

  /// The second half of what was seen, as a cache that was just started knows nothing yet, and the
  /// history; or the last quarter and what was seen before it, where the hit rate dropped there and
  /// did not come back since, as it does after a restart.
  private static Stretch stretch(NavigableMap<Long, HitRate> seen, HitRate history) {
    long first = seen.firstKey();
    long length = seen.lastKey() - first + 1;
    Stretch half =
        new Stretch("the later half", sum(seen.tailMap(first + length / 2, true)), history);
    long from = first + 3 * length / 4;
    HitRate earlier = sum(seen.headMap(from, false));
    Stretch quarter = new Stretch("the last quarter", sum(seen.tailMap(from, true)), earlier);
    boolean stays = new Stretch("the end", latest(seen.tailMap(from, true)), earlier).dropped();
    return !half.dropped() && quarter.dropped() && stays ? quarter : half;
  }

  /// The shortest end of the slices with enough lookups; all when there are not.
  private static HitRate latest(NavigableMap<Long, HitRate> slices) {
    HitRate latest = new HitRate(0, 0);
    for (HitRate slice : slices.descendingMap().values()) {
      if (latest.lookups() >= LEAST_LOOKUPS) {
        return latest;
      }
      latest = new HitRate(latest.hits() + slice.hits(), latest.misses() + slice.misses());
    }
    return latest;
  }

  /// The best slice's hit rate, of those with enough lookups; 0 when there is none.
  static double best(Map<Long, HitRate> slices) {
    return slices.values().stream()
        .filter(slice -> slice.lookups() >= LEAST_IN_SLICE)
        .mapToDouble(HitRate::value)
        .max()
        .orElse(0);
  }

  private static HitRate sum(Map<Long, HitRate> slices) {
    double hits = 0;
    double misses = 0;
    for (HitRate slice : slices.values()) {
      hits += slice.hits();
      misses += slice.misses();
    }
    return new HitRate(hits, misses);
  }

  private static Map<Cache, NavigableMap<Long, HitRate>> read(ModelView view, TimeWindow window) {
    Map<Cache, NavigableMap<Long, HitRate>> caches = new TreeMap<>();
    long step = step(window);
    for (RollupReader.Series series :
        view.rollups()
            .read(
                new RollupReader.Query(
                    RollupKind.METRIC,
                    window,
                    key -> key instanceof Metric metric && counted(metric) != null,
                    step,
                    false))) {
      Counted counted = series.key() instanceof Metric metric ? counted(metric) : null;
      if (counted != null) {
        NavigableMap<Long, HitRate> slices =
            caches.computeIfAbsent(counted.cache(), _ -> new TreeMap<>());
        for (RollupReader.Point point : series.points()) {
          slices.merge(
              point.start(),
              counted.hit()
                  ? new HitRate(point.value().sum(), 0)
                  : new HitRate(0, point.value().sum()),
              (a, b) -> new HitRate(a.hits() + b.hits(), a.misses() + b.misses()));
        }
      }
    }
    caches.values().removeIf(slices -> sum(slices).lookups() == 0);
    return caches;
  }

  static long step(TimeWindow window) {
    return Math.max(60, Math.ceilDiv(window.length().toSeconds() / SLICES, 60) * 60);
  }

  /// What the series counts; null when it is none of these.
  private static @Nullable Counted counted(Metric metric) {
    if (metric.type() != MetricType.COUNTER || !ofCache(metric)) {
      return null;
    }
    StringBuilder rest = new StringBuilder();
    Boolean hit = null;
    for (String attribute : metric.attributes().split(",")) {
      int equals = attribute.indexOf('=');
      Boolean told = equals < 0 ? null : told(attribute.substring(equals + 1));
      if (told != null) {
        hit = told;
      } else if (!attribute.isEmpty()) {
        rest.append(rest.isEmpty() ? "" : ",").append(attribute);
      }
    }
    if (hit != null) {
      return new Counted(
          new Cache(metric.service().value(), metric.metric(), rest.toString()), hit);
    }
    int dot = Math.max(metric.metric().lastIndexOf('.'), metric.metric().lastIndexOf('_'));
    Boolean told = dot < 0 ? null : told(metric.metric().substring(dot + 1));
    return told == null
        ? null
        : new Counted(
            new Cache(
                metric.service().value(), metric.metric().substring(0, dot), metric.attributes()),
            told);
  }

  private static boolean ofCache(Metric metric) {
    String text = (metric.metric() + " " + metric.attributes()).toLowerCase(Locale.ROOT);
    return text.contains("cache") || text.contains("keyspace");
  }

  private static @Nullable Boolean told(String value) {
    String lower = value.toLowerCase(Locale.ROOT);
    if (HIT.contains(lower)) {
      return true;
    }
    return MISS.contains(lower) ? false : null;
  }
}
