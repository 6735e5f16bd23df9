package dev.headroom.load.run;

/// Holds a load for a while and measures it: a real target, or in tests a simulated queue.
///
/// One step at a time; the load of a step has ended, and what was in flight has been answered or
/// given up, when `hold` returns.
public interface Steps {

  /// Offers load at a rate that does not change, and blocks until the step is over.
  ///
  /// @throws InterruptedException when the thread was interrupted; the load has been stopped
  StepResult hold(StepRequest request) throws InterruptedException;
}
