package dev.headroom.rollup;

import dev.headroom.rollup.RollupKey.Dimension;
import dev.headroom.rollup.SliSpec.Failed;
import dev.headroom.rollup.SliSpec.Failures;
import dev.headroom.rollup.SliSpec.Slower;
import dev.headroom.signal.SpanShape;
import org.jspecify.annotations.Nullable;

/// One spec as a shard counts it: what there is to compare, unpacked for the hot path. Not
/// thread-safe.
final class SliCounter {
  /// Nothing has been counted yet.
  static final long UNKNOWN = Long.MAX_VALUE;

  private final SliSpec spec;
  private final int ordinal;
  private final int total;
  private long since;
  private @Nullable Rollup row;
  private int rowMinute;
  private int rowDrains;
  private final long thresholdNanos;
  private final boolean failuresAreBad;
  private final boolean failuresAreLeftOut;

  /// @param ordinal among the counters of the shard
  /// @param total key number of all its events
  /// @param since when it was first counted, seconds since the epoch; [#UNKNOWN] until then
  SliCounter(SliSpec spec, int ordinal, int total, long since) {
    this.spec = spec;
    this.ordinal = ordinal;
    this.total = total;
    this.since = since;
    switch (spec.bad()) {
      case Failed() -> {
        thresholdNanos = Long.MAX_VALUE;
        failuresAreBad = true;
        failuresAreLeftOut = false;
      }
      case Slower(long threshold, Failures failures) -> {
        thresholdNanos = threshold;
        failuresAreBad = failures == Failures.BAD;
        failuresAreLeftOut = failures == Failures.LEFT_OUT;
      }
    }
  }

  /// The key of all that a spec counts.
  static RollupKey.Sli key(SliSpec spec) {
    return new RollupKey.Sli(spec.service(), spec.text(), RollupKey.SliSplit.TOTAL, "");
  }

  SliSpec spec() {
    return spec;
  }

  int ordinal() {
    return ordinal;
  }

  /// The rollup of all its events in the minute that holds the moment. The last one is remembered,
  /// as most events find the same again.
  Rollup total(RollupTable table, long endNanos) {
    int minute = RollupTable.minute(endNanos);
    Rollup known = row;
    if (known == null || rowMinute != minute || rowDrains != table.drains()) {
      known = table.atMinute(total, minute);
      if (since != UNKNOWN) {
        known.countedSince(since);
      }
      row = known;
      rowMinute = minute;
      rowDrains = table.drains();
    }
    return known;
  }

  long since() {
    return since;
  }

  /// Spans come in from now on; told again it stays as it was.
  void countsFrom(long epochSecond) {
    since = Math.min(since, epochSecond);
    row = null;
  }

  /// Whether a span that failed, or did not, is an event at all.
  boolean counts(boolean error) {
    return !(error && failuresAreLeftOut);
  }

  /// A span that did not fail is good up to it; the greatest long when durations do not matter.
  long thresholdNanos() {
    return thresholdNanos;
  }

  boolean isBad(long nanos, boolean error) {
    return (error && failuresAreBad) || nanos > thresholdNanos;
  }

  /// Whether the spec's scope holds entry spans of that shape, as far as a shape can tell.
  boolean covers(SpanShape entry) {
    return fits(spec.operation(), entry.operation().value())
        && fits(spec.version(), entry.version())
        && fits(spec.environment(), entry.environment());
  }

  boolean covers(TraceSegments segments, int span) {
    return fits(spec.tenant(), segments, Dimension.TENANT, span)
        && fits(spec.segment(), segments, Dimension.SEGMENT, span)
        && fits(spec.feature(), segments, Dimension.FEATURE, span);
  }

  private static boolean fits(
      String wanted, TraceSegments segments, Dimension dimension, int span) {
    return wanted.isEmpty() || wanted.equals(segments.text(dimension, span));
  }

  private static boolean fits(String wanted, String told) {
    return wanted.isEmpty() || wanted.equals(told);
  }
}
