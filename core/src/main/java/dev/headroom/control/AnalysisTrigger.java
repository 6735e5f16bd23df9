package dev.headroom.control;

import java.time.Duration;

/// Port: has the analyses run now. Thread-safe.
public interface AnalysisTrigger {

  /// Waits for the end of a run that began after the call.
  ///
  /// @throws dev.headroom.base.HeadroomException with `OVERLOADED` when that takes longer than the
  ///   patience
  void runNow(Duration patience);
}
