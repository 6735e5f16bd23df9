package dev.headroom.load.arrival;

import java.time.Duration;

/// The rate of a run, which may be changed while it goes on. Thread-safe.
public final class RateControl {
  private volatile RateCurve curve;

  public RateControl(RateFunction rate) {
    curve = rate.curve();
  }

  /// From a time since the start of the run on, the rate is another function, counted from there.
  /// What had been drawn for earlier times stays.
  public synchronized void change(Duration at, RateFunction rate) {
    curve = curve.changedAt(at.toNanos() / 1e9, rate.curve());
  }

  /// What holds now.
  public RateCurve curve() {
    return curve;
  }
}
