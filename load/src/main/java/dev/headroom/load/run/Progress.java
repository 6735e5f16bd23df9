package dev.headroom.load.run;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/// Listens to a run that goes on; about once a second, on the thread that runs it.
public interface Progress {
  /// Nobody listens.
  Progress NONE = _ -> {};

  void second(Second second);

  /// How a run stands.
  ///
  /// @param elapsed since its start, warm-up included
  /// @param whole how long it should take
  /// @param warming whether this second does not count
  /// @param length since the last one
  /// @param offered in this second; so are completed and failed
  /// @param inFlight sent or waiting for a connection
  /// @param waiting of these, waiting for a connection
  /// @param fromIntended latencies in nanoseconds of what ended in this second
  record Second(
      Duration elapsed,
      Duration whole,
      boolean warming,
      Duration length,
      long offered,
      long completed,
      long failed,
      long inFlight,
      long waiting,
      Histogram fromIntended,
      Histogram fromSend) {}
}
