package dev.headroom.control;

import java.time.Duration;

/// Port: has the analyses run now. Thread-safe.
public interface AnalysisTrigger {

  /// Waits for the end of a run that began after the call.
  ///
  /// @return whether it came to its end; otherwise it goes on
  boolean runNow(Duration patience);
}
