package dev.headroom.server.openslo;

import dev.headroom.rollup.SliSpec;
import dev.headroom.rollup.SliSpec.Failures;
import dev.headroom.slo.Indicator.Part;
import org.jspecify.annotations.Nullable;

/// A ratio written as two sets of spans: finds which spans of the larger set are bad. Only ratios
/// of which one set lies in the other, and which one counter can hold, have an answer.
///
/// @param some the spans of the numerator
/// @param all those of the denominator
record SpanRatio(Part part, Source.Spans some, Source.Spans all) {

  /// @return null when, which was told, there is no answer
  SliSpec.@Nullable Bad bad() {
    if (!some.scope().equals(all.scope())) {
      all.at()
          .problem(
              "covers other spans than "
                  + (part == Part.GOOD ? "good" : "bad")
                  + ": "
                  + all.scope()
                  + " instead of "
                  + some.scope(),
              "the same service, operation and so on in both");
      return null;
    }
    if (all.fasterNanos() != null || all.slowerNanos() != null) {
      all.at()
          .problem(
              all.fasterNanos() != null ? "fasterThan" : "slowerThan",
              "narrows total by duration",
              "it only in good or bad");
      return null;
    }
    if (all.status().equals("error")) {
      all.at().problem("status", "leaves only failed spans in total", "ok or none");
      return null;
    }
    return part == Part.GOOD ? byGood() : byBad();
  }

  private boolean succeededOnly() {
    return all.status().equals("ok");
  }

  private SliSpec.@Nullable Bad byGood() {
    if (some.slowerNanos() != null) {
      return refused("slowerThan", "would make slow spans good", "fasterThan");
    }
    if (some.status().equals("error")) {
      return refused("status", "would make failed spans good", "ok");
    }
    Long most = some.fasterNanos();
    if (most == null) {
      if (succeededOnly() || some.status().isEmpty()) {
        return same();
      }
      return new SliSpec.Failed();
    }
    if (succeededOnly()) {
      return some.status().isEmpty()
          ? refusedMissing("status", "ok, as in total; failed spans are not part of total")
          : new SliSpec.Slower(most, Failures.LEFT_OUT);
    }
    return new SliSpec.Slower(most, some.status().isEmpty() ? Failures.BY_DURATION : Failures.BAD);
  }

  private SliSpec.@Nullable Bad byBad() {
    if (some.fasterNanos() != null) {
      return refused("fasterThan", "would make fast spans bad", "slowerThan");
    }
    Long most = some.slowerNanos();
    if (most == null) {
      if (!some.status().equals("error")) {
        return same();
      }
      return succeededOnly()
          ? refused(
              "status", "counts failed spans, of which total has none", "total without status")
          : new SliSpec.Failed();
    }
    if (some.status().equals("error")) {
      return refused(
          "status", "counts only spans that failed and were slow", "none; or good with fasterThan");
    }
    if (succeededOnly()) {
      return some.status().isEmpty()
          ? refusedMissing("status", "ok, as in total; failed spans are not part of total")
          : new SliSpec.Slower(most, Failures.LEFT_OUT);
    }
    return some.status().isEmpty()
        ? new SliSpec.Slower(most, Failures.BY_DURATION)
        : refused(
            "status",
            "makes failed spans good however slow they were",
            "status: ok in total as well, or none in both");
  }

  private SliSpec.@Nullable Bad same() {
    some.at()
        .problem(
            "counts the same spans as total",
            part == Part.GOOD ? "status: ok or fasterThan" : "status: error or slowerThan");
    return null;
  }

  private SliSpec.@Nullable Bad refused(String field, String says, String expected) {
    some.at().problem(field, says, expected);
    return null;
  }

  private SliSpec.@Nullable Bad refusedMissing(String field, String expected) {
    some.at().missing(field, expected);
    return null;
  }
}
