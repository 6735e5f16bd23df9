package dev.headroom.store;

import dev.headroom.base.TimeWindow;
import dev.headroom.signal.ChangeEvent;
import java.util.List;

/// Port: the changes of the system. Thread-safe; durable when a call returns.
public interface ChangeLog {

  /// Keeps the change; telling one with a known id again changes nothing.
  ///
  /// @return whether it was new
  boolean record(ChangeEvent change);

  /// Changes inside the window, oldest first.
  List<ChangeEvent> changes(TimeWindow window);
}
