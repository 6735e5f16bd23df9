package dev.headroom.rollup;

/// A fold that sets aside the traces it cannot take instead of failing.
final class GuardedTraceFold implements TraceFold {
  private final String name;
  private final TraceFold fold;
  private final FaultSink faults;
  private final FaultStreak streak;

  GuardedTraceFold(String name, TraceFold fold, FaultSink faults) {
    this.name = name;
    this.fold = fold;
    this.faults = faults;
    streak = new FaultStreak(name);
  }

  @Override
  public void fold(ClosedTrace trace) {
    try {
      fold.fold(trace);
    } catch (RuntimeException e) {
      faults.trace(name, trace, e);
      streak.failure(e);
      return;
    }
    streak.success();
  }
}
