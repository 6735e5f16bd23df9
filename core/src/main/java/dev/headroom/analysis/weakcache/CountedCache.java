package dev.headroom.analysis.weakcache;

import static dev.headroom.analysis.PlainNumbers.number;
import static dev.headroom.analysis.PlainNumbers.percent;

import dev.headroom.analysis.CallKey;
import dev.headroom.analysis.Since;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.finding.Coverage;
import dev.headroom.finding.Edit;
import dev.headroom.finding.Evidence;
import dev.headroom.finding.Evidence.Comparison;
import dev.headroom.finding.Evidence.Figure;
import dev.headroom.finding.Evidence.Series;
import dev.headroom.finding.Evidence.Table;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Impact;
import dev.headroom.finding.Remedy;
import dev.headroom.finding.Remedy.Level;
import dev.headroom.finding.Severity;
import dev.headroom.finding.Subject;
import dev.headroom.stat.Interval;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/// Words and numbers for one cache that counts its lookups.
final class CountedCache {
  private static final double NEVER = 0.02;
  private static final double MAJOR_SHARE = 0.25;

  private final CacheCounters.Cache cache;
  private final NavigableMap<Long, HitRate> slices;
  private final CacheCounters.Stretch stretch;
  private final HitRate now;
  private final HitRate before;
  private final BehindCache behind;

  CountedCache(
      CacheCounters.Cache cache,
      NavigableMap<Long, HitRate> slices,
      CacheCounters.Stretch stretch,
      BehindCache behind) {
    this.cache = cache;
    this.slices = slices;
    this.stretch = stretch;
    now = stretch.now();
    before = stretch.before();
    this.behind = behind;
  }

  private boolean never() {
    return now.interval().high() < NEVER;
  }

  Finding finding(TimeWindow window) {
    Impact seen = behind.costs().impact(window);
    double dearest = seen.routes().isEmpty() ? 0 : seen.routes().getFirst().share();
    boolean dropped = stretch.dropped();
    double misses = slices.values().stream().mapToDouble(HitRate::misses).sum();
    Since since = new Since();
    since.seen(Instant.ofEpochSecond(slices.firstKey()));
    return new Finding(
        WeakCache.ID,
        new Subject(new ServiceName(cache.service()), null, cache.name()),
        claim(),
        dearest >= MAJOR_SHARE || dropped ? Severity.MAJOR : Severity.MINOR,
        never() || dropped ? 0.95 : 0.7,
        new Impact(seen.routes(), misses / since.seconds(window)),
        evidence(window),
        List.of(remedy()),
        rule(),
        "What is asked for seldom comes twice while it is fresh, so that no cache of this size"
            + " could know it; or the cache has just been emptied on purpose.",
        new Coverage(
            since.within(window),
            Math.round(slices.values().stream().mapToDouble(HitRate::lookups).sum()),
            "lookups",
            1));
  }

  private String claim() {
    return "The cache '"
        + cache.name()
        + "' of "
        + cache.service()
        + (never() ? " never knows: " : " seldom knows: ")
        + percent(now.value())
        + " of its lookups hit"
        + (stretch.compared() ? ", before it were " + percent(before.value()) : "")
        + ".";
  }

  private List<Evidence> evidence(TimeWindow window) {
    List<Evidence> evidence = new ArrayList<>();
    Interval interval = now.interval();
    evidence.add(
        new Figure(
            "hit rate",
            now.value(),
            interval.low(),
            interval.high(),
            "1",
            String.format(
                Locale.ROOT,
                "%s hits ÷ (%s hits + %s misses), in %s of what was seen",
                number(now.hits()),
                number(now.hits()),
                number(now.misses()),
                stretch.part())));
    if (stretch.compared()) {
      evidence.add(
          new Comparison(
              "hit rate", "1", "before", before.value(), "now", now.value(), Double.NaN));
    }
    long step = CacheCounters.step(window);
    List<@Nullable Double> values = new ArrayList<>();
    for (long at = slices.firstKey(); at <= slices.lastKey(); at += step) {
      HitRate slice = slices.get(at);
      values.add(slice == null || slice.lookups() <= 0 ? null : Double.valueOf(slice.value()));
    }
    evidence.add(new Series("hit rate", "1", slices.firstKey(), step, values));
    if (!behind.keys().isEmpty()) {
      evidence.add(
          new Table(
              "statements that ran about as often as the cache missed",
              List.of("for", "statement"),
              behind.keys().stream()
                  .map(key -> List.of(key.entry().operation().value(), key.brief()))
                  .toList()));
    }
    if (!Double.isNaN(behind.repeatedShare())) {
      evidence.add(
          new Figure(
              "requests that ask for what another asked for",
              behind.repeatedShare(),
              Double.NaN,
              Double.NaN,
              "1",
              "1 - different addresses ÷ sampled requests; at least so many lookups could hit"));
    }
    evidence.addAll(behind.exemplars().refs("a request that went past the cache"));
    return evidence;
  }

  /// The hit rate that was reached before, or that the requests allow at least.
  private double reachable() {
    if (stretch.compared()) {
      return before.value();
    }
    double best = CacheCounters.best(slices);
    return Double.isNaN(behind.repeatedShare()) ? best : Math.max(best, behind.repeatedShare());
  }

  private Remedy remedy() {
    double reachable = reachable();
    List<Edit> edits = new ArrayList<>();
    if (reachable > now.value()) {
      // Of the reads that are left behind the cache, so many would not be made.
      double spared = (reachable - now.value()) / (1 - now.value());
      for (CallKey key : behind.keys()) {
        edits.add(new Edit.Cached(key.target(), spared));
      }
    }
    return new Remedy(
        never()
            ? "Look for what makes every key of the cache another one, such as an id of the request"
                + " or a time, or for entries that expire at once."
            : "Look at what the keys hold, at how long entries live and at how many fit, by the"
                + " curve of misses over size.",
        Level.LOW,
        Level.LOW,
        edits);
  }

  private String rule() {
    String statements = behind.keys().isEmpty() ? "none" : Integer.toString(behind.keys().size());
    return String.format(
        Locale.ROOT,
        "At least %s lookups in %s of what was seen (seen: %s), and a hit rate whose 95"
            + " %% interval lies below %s (seen: %s, at most %s) or %s below that of before (seen:"
            + " %s before). Statements that ran as often as the cache missed, within %s: %s.",
        number(CacheCounters.LEAST_LOOKUPS),
        stretch.part(),
        number(now.lookups()),
        percent(CacheCounters.WEAK),
        percent(now.value()),
        percent(now.interval().high()),
        percent(CacheCounters.LEAST_DROP),
        stretch.compared() ? percent(before.value()) : "unknown",
        percent(BehindCache.MATCH),
        statements);
  }
}
