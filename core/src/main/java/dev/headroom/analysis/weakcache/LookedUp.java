package dev.headroom.analysis.weakcache;

import static dev.headroom.analysis.PlainNumbers.number;
import static dev.headroom.analysis.PlainNumbers.percent;

import dev.headroom.analysis.Call;
import dev.headroom.analysis.CallKey;
import dev.headroom.analysis.Exemplars;
import dev.headroom.analysis.RouteCosts;
import dev.headroom.analysis.Sampled;
import dev.headroom.analysis.Visit;
import dev.headroom.base.TimeWindow;
import dev.headroom.finding.Edit;
import dev.headroom.finding.Evidence;
import dev.headroom.finding.Evidence.Figure;
import dev.headroom.finding.Finding;
import dev.headroom.finding.Impact;
import dev.headroom.finding.Remedy;
import dev.headroom.finding.Remedy.Level;
import dev.headroom.finding.Severity;
import dev.headroom.finding.Subject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What became of the lookups of one sort in a cache.
final class LookedUp {
  /// How many sampled lookups there must be.
  static final int LEAST_LOOKUPS = 40;

  /// The share of lookups after which nothing was read, without which reads that follow are not
  /// taken for misses: they may be made in any case.
  static final double LEAST_ENOUGH = 0.02;

  /// The hit rate that the remedy's edit assumes to be within reach.
  static final double REACHABLE = 0.8;

  /// The share of a statement's executions that must follow a miss for all of them to be counted as
  /// misses.
  static final double LEAST_FOLLOWING = 0.95;

  /// Executions are counted by weight, and one that stands for many tells no more than one: the
  /// interval is as wide as that of so many lookups.
  static final double COUNTED_MOST = 2_000;

  private static final double MAJOR_SHARE = 0.25;

  private final CallKey key;
  private final Map<CacheLookups.Result, Double> results = new EnumMap<>(CacheLookups.Result.class);
  private final RouteCosts costs = new RouteCosts();
  private final Exemplars exemplars = new Exemplars();
  private final Map<CallKey, Integer> behind = new TreeMap<>();
  private int lookups;
  private int missedLookups;

  LookedUp(CallKey key) {
    this.key = key;
  }

  /// @param after the calls until the next lookup
  void add(Visit visit, Call lookup, List<Call> after) {
    double w = visit.weight();
    CacheLookups.Result result = CacheLookups.result(lookup, after);
    boolean missed =
        result == CacheLookups.Result.MISS
            || result == CacheLookups.Result.FILLED
            || result == CacheLookups.Result.READ_ON;
    List<Call> reads = missed ? after.stream().filter(Call::reads).limit(1).toList() : List.of();
    long critical = reads.stream().mapToLong(Call::criticalNanos).sum();
    if (missed) {
      List<Call> shown = new ArrayList<>(List.of(lookup));
      shown.addAll(reads);
      exemplars.offer(critical, visit, shown);
    }
    if (w > 0) {
      lookups++;
      results.merge(result, w, Double::sum);
      if (missed) {
        missedLookups++;
        costs.add(visit, critical);
        reads.forEach(call -> behind.merge(call.key(), 1, Integer::sum));
      }
    }
  }

  private double of(CacheLookups.Result result) {
    return results.getOrDefault(result, 0.0);
  }

  /// What all executions say, where the traces show what a miss makes run and that nothing else
  /// makes it run; else what the sampled lookups say.
  private HitRate rate(Executions executions) {
    double misses = 0;
    int following = 0;
    for (Map.Entry<CallKey, Integer> read : behind.entrySet()) {
      if (read.getValue() < LEAST_FOLLOWING * executions.sampled(read.getKey())) {
        return sampledRate();
      }
      following += read.getValue();
      misses += executions.counted(read.getKey());
    }
    double all = executions.counted(key);
    if (following < LEAST_FOLLOWING * missedLookups || misses <= 0 || all < misses) {
      return sampledRate();
    }
    double scale = Math.min(1, COUNTED_MOST / all);
    return new HitRate((all - misses) * scale, misses * scale);
  }

  /// Scaled to the number of lookups sampled, so that intervals do not take weights for samples.
  private HitRate sampledRate() {
    double hits = of(CacheLookups.Result.HIT) + of(CacheLookups.Result.ENOUGH);
    double misses =
        of(CacheLookups.Result.MISS)
            + of(CacheLookups.Result.FILLED)
            + of(CacheLookups.Result.READ_ON);
    double scale = lookups / (hits + misses);
    return new HitRate(hits * scale, misses * scale);
  }

  /// 0 when the data cannot tell.
  private double confidence() {
    double all = results.values().stream().mapToDouble(Double::doubleValue).sum();
    if (of(CacheLookups.Result.HIT) + of(CacheLookups.Result.MISS) >= 0.9 * all) {
      return 0.9;
    }
    double readOn = of(CacheLookups.Result.READ_ON);
    if (readOn <= 0.1 * all) {
      return 0.85;
    }
    return of(CacheLookups.Result.ENOUGH) >= LEAST_ENOUGH * all ? 0.6 : 0;
  }

  Optional<Finding> judge(Sampled entry, Executions executions, TimeWindow window) {
    if (lookups < LEAST_LOOKUPS) {
      return Optional.empty();
    }
    HitRate rate = rate(executions);
    double confidence = confidence();
    if (rate.interval().high() >= WeakCache.WEAK || confidence <= 0) {
      return Optional.empty();
    }
    Impact impact = costs.impact(window);
    double dearest = impact.routes().isEmpty() ? 0 : impact.routes().getFirst().share();
    return Optional.of(
        new Finding(
            WeakCache.ID,
            new Subject(key.entry().service(), key.entry().operation(), key.what()),
            claim(rate),
            dearest >= MAJOR_SHARE ? Severity.MAJOR : Severity.MINOR,
            confidence,
            impact,
            evidence(rate),
            List.of(remedy(rate)),
            rule(rate),
            "What follows a lookup is not done because the cache did not know; or what is asked for"
                + " seldom comes twice while it is fresh.",
            entry.coverage(window)));
  }

  private String claim(HitRate rate) {
    return key.entry().operation()
        + " of "
        + key.entry().service()
        + " asks the cache "
        + key.callee().name()
        + " and finds something only "
        + percent(rate.value())
        + " of the time: "
        + key.brief()
        + ".";
  }

  private List<Evidence> evidence(HitRate rate) {
    List<Evidence> evidence = new ArrayList<>();
    evidence.add(
        new Figure(
            "hit rate",
            rate.value(),
            rate.interval().low(),
            rate.interval().high(),
            "1",
            rate.lookups() > lookups
                ? "1 - reads that only follow misses ÷ lookups, of all requests"
                : "lookups that hit, or after which nothing was read ÷ "
                    + lookups
                    + " sampled lookups"));
    evidence.addAll(exemplars.refs("a lookup that found nothing, and what was read instead"));
    return evidence;
  }

  private Remedy remedy(HitRate rate) {
    List<Edit> edits = new ArrayList<>();
    double spared = (REACHABLE - rate.value()) / (1 - rate.value());
    behind.keySet().forEach(read -> edits.add(new Edit.Cached(read.target(), spared)));
    return new Remedy(
        "Look at what the keys hold, at how long entries live and at how many fit; the prediction"
            + " assumes that "
            + percent(REACHABLE)
            + " of the lookups can hit, which the curve of misses over size would tell.",
        Level.LOW,
        Level.LOW,
        edits);
  }

  private String rule(HitRate rate) {
    return String.format(
        Locale.ROOT,
        "At least %d sampled lookups (seen: %d) of which, with 95 %% confidence, fewer than %s hit"
            + " (seen: %s, at most %s); where what is read after a miss is read after nothing else"
            + " (%s), all executions are counted. Told by the span: %s hits, %s misses; else by what follows:"
            + " %s with nothing read, %s with something read and the cache told, %s with something"
            + " read.",
        LEAST_LOOKUPS,
        lookups,
        percent(WeakCache.WEAK),
        percent(rate.value()),
        percent(rate.interval().high()),
        percent(LEAST_FOLLOWING),
        number(of(CacheLookups.Result.HIT)),
        number(of(CacheLookups.Result.MISS)),
        number(of(CacheLookups.Result.ENOUGH)),
        number(of(CacheLookups.Result.FILLED)),
        number(of(CacheLookups.Result.READ_ON)));
  }
}
