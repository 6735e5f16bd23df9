package dev.headroom.server.openslo;

import dev.headroom.slo.Indicator.Part;
import org.jspecify.annotations.Nullable;

/// The `spec` of an SLI: where its numbers come from, not yet with a bound.
sealed interface Sli {

  /// One value, to be compared with the objective's.
  record Threshold(Source source) implements Sli {}

  /// Two counts.
  ///
  /// @param counter whether metrics are counters that only grow
  record Ratio(Section at, Part part, Source numerator, Source total, boolean counter)
      implements Sli {}

  /// A ratio as it is.
  record Raw(Part part, Source source) implements Sli {}

  /// Reads one; null when, which was told, it is not right.
  static @Nullable Sli read(Section spec, SourceReader sources) {
    spec.only("description", "thresholdMetric", "ratioMetric");
    if (spec.has("thresholdMetric") == spec.has("ratioMetric")) {
      spec.problem(
          spec.has("ratioMetric")
              ? "has both thresholdMetric and ratioMetric"
              : "has neither thresholdMetric nor ratioMetric",
          "one of them");
      return null;
    }
    Section threshold = spec.section("thresholdMetric");
    if (threshold != null) {
      Source source = sources.read(threshold, SourceReader.Use.THRESHOLD);
      return source == null ? null : new Threshold(source);
    }
    Section ratio = spec.section("ratioMetric");
    return ratio == null ? null : ratio(ratio, sources);
  }

  private static @Nullable Sli ratio(Section at, SourceReader sources) {
    at.only("counter", "good", "bad", "total", "rawType", "raw");
    Boolean counter = at.flag("counter");
    String rawType = at.word("rawType", java.util.List.of("success", "failure"));
    if (at.has("raw")) {
      return raw(at, rawType, sources);
    }
    if (at.has("rawType")) {
      at.problem("rawType", "is given without raw", "none");
    }
    if (at.has("good") == at.has("bad")) {
      at.problem(
          at.has("good") ? "has both good and bad" : "has neither good nor bad nor raw",
          "good and total, bad and total, or raw and rawType");
      return null;
    }
    Part part = at.has("good") ? Part.GOOD : Part.BAD;
    Source numerator = part(at, at.has("good") ? "good" : "bad", sources);
    Source total = part(at, "total", sources);
    return numerator == null || total == null
        ? null
        : new Ratio(at, part, numerator, total, Boolean.TRUE.equals(counter));
  }

  private static @Nullable Source part(Section at, String field, SourceReader sources) {
    Section metric = at.requiredSection(field, "a map with a metricSource");
    return metric == null ? null : sources.read(metric, SourceReader.Use.PART);
  }

  private static @Nullable Sli raw(Section at, @Nullable String rawType, SourceReader sources) {
    for (String other : java.util.List.of("good", "bad", "total")) {
      if (at.has(other)) {
        at.problem(other, "is given beside raw", "raw alone");
      }
    }
    if (!at.has("rawType")) {
      at.missing("rawType", "success (the ratio of good events) or failure (of bad ones)");
    }
    Section metric = at.section("raw");
    Source source = metric == null ? null : sources.read(metric, SourceReader.Use.RAW);
    return source == null || rawType == null
        ? null
        : new Raw(rawType.equals("success") ? Part.GOOD : Part.BAD, source);
  }
}
