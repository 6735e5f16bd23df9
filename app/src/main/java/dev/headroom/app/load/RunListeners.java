package dev.headroom.app.load;

import dev.headroom.load.result.HistogramLog;
import dev.headroom.load.run.Progress;
import org.jspecify.annotations.Nullable;

/// Those who listen to a run: the terminal, and the log if there is to be one.
final class RunListeners implements Progress, AutoCloseable {
  private final @Nullable HistogramLog log;
  private final ProgressLine line;

  RunListeners(@Nullable HistogramLog log, ProgressLine line) {
    this.log = log;
    this.line = line;
  }

  @Override
  public void second(Second second) {
    line.second(second);
    if (log != null) {
      log.second(second);
    }
  }

  @Override
  public void close() {
    line.close();
    if (log != null) {
      log.close();
    }
  }
}
