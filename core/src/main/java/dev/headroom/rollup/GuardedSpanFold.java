package dev.headroom.rollup;

import dev.headroom.signal.SpanBatch;

/// A fold that sets aside the spans it cannot take instead of failing.
final class GuardedSpanFold implements SpanFold {
  private final String name;
  private final SpanFold fold;
  private final FaultSink faults;
  private final FaultStreak streak;

  GuardedSpanFold(String name, SpanFold fold, FaultSink faults) {
    this.name = name;
    this.fold = fold;
    this.faults = faults;
    streak = new FaultStreak(name);
  }

  @Override
  public void fold(SpanBatch batch, int i) {
    try {
      fold.fold(batch, i);
    } catch (RuntimeException e) {
      faults.span(name, batch, i, e);
      streak.failure(e);
      return;
    }
    streak.success();
  }
}
