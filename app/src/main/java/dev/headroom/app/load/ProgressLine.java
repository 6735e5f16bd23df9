package dev.headroom.app.load;

import dev.headroom.load.result.Words;
import dev.headroom.load.run.Progress;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a run stands, in one line of the terminal that is written over each second. Silent when
/// there is no terminal.
final class ProgressLine implements Progress {
  private static final String CLEAR_LINE = "\r\u001B[K";

  private final @Nullable PrintWriter terminal;

  ProgressLine(@Nullable PrintWriter terminal) {
    this.terminal = terminal;
  }

  /// On a writer, if there is a terminal.
  static ProgressLine on(PrintWriter writer) {
    boolean terminal =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    return new ProgressLine(terminal ? writer : null);
  }

  @Override
  public void second(Second second) {
    if (terminal != null) {
      terminal.print(CLEAR_LINE + text(second));
      terminal.flush();
    }
  }

  static String text(Second second) {
    double seconds = second.length().toNanos() / 1e9;
    long failed = second.failed();
    return String.format(
        Locale.ROOT,
        "%d/%d s%s  %s offered, %s completed, %s  in flight %d%s  p50 %s  p99 %s  max %s",
        second.elapsed().toSeconds(),
        second.whole().toSeconds(),
        second.warming() ? " warm-up" : "",
        Words.rate(second.offered() / seconds),
        Words.rate(second.completed() / seconds),
        failed == 0 ? "none failed" : failed + " failed",
        second.inFlight(),
        second.waiting() == 0 ? "" : " (" + second.waiting() + " wait for a connection)",
        Words.time(second.fromIntended().getValueAtPercentile(50)),
        Words.time(second.fromIntended().getValueAtPercentile(99)),
        Words.time(second.fromIntended().getMaxValue()));
  }

  /// Takes the line away.
  void close() {
    if (terminal != null) {
      terminal.print(CLEAR_LINE);
      terminal.flush();
    }
  }
}
