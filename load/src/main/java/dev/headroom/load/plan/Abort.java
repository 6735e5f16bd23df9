package dev.headroom.load.plan;

import java.time.Duration;

/// When a run is given up because the target breaks.
///
/// @param failedShare of the requests that ended lately, 0 to 1; above 1 the run is never given up
/// @param over how long "lately" is
/// @param least requests that must have ended in that time for the share to mean something
public record Abort(double failedShare, Duration over, int least) {
  public static final Abort USUAL = new Abort(0.5, Duration.ofSeconds(5), 20);
  public static final Abort NEVER = new Abort(2, Duration.ofSeconds(5), 1);

  public Abort {
    if (!(failedShare > 0)) {
      throw Amounts.wrong("abort at errors", failedShare, "a share above 0");
    }
    if (!over.isPositive()) {
      throw Amounts.wrong("abort over", over, "more than no time");
    }
  }
}
