package dev.headroom.load.result;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.load.run.Progress;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/// Writes a log of HdrHistogram: a histogram for each second of the run, warm-up included, with the
/// tags `from-intended` and `from-send`. Values are nanoseconds; the unit of the maximum that
/// stands beside each is a millisecond, as readers of such logs expect.
public final class HistogramLog implements Progress, AutoCloseable {
  private static final double NANOS_PER_MILLI = 1e6;

  private final PrintStream file;
  private final HistogramLogWriter log;
  private final long startMillis;

  private HistogramLog(PrintStream file, Instant start) {
    this.file = file;
    this.log = new HistogramLogWriter(file);
    this.startMillis = start.toEpochMilli();
  }

  /// Creates the file, in place of one that is there.
  ///
  /// @param start of the run
  public static HistogramLog create(Path path, String run, Instant start) {
    try {
      HistogramLog created =
          new HistogramLog(new PrintStream(path.toFile(), StandardCharsets.UTF_8), start);
      created.log.outputComment("[headroom load run " + run + "]");
      created.log.outputLogFormatVersion();
      created.log.outputStartTime(start.toEpochMilli());
      created.log.setBaseTime(start.toEpochMilli());
      created.log.outputBaseTime(start.toEpochMilli());
      created.log.outputLegend();
      return created;
    } catch (IOException e) {
      throw new HeadroomException(
          ErrorCode.INVALID, "--hlog '" + path + "' cannot be written: " + e.getMessage(), e);
    }
  }

  @Override
  public void second(Second second) {
    write("from-intended", second.fromIntended(), second);
    write("from-send", second.fromSend(), second);
  }

  private void write(String tag, Histogram times, Second second) {
    Histogram interval = times.copy();
    interval.setTag(tag);
    interval.setStartTimeStamp(startMillis + second.elapsed().minus(second.length()).toMillis());
    interval.setEndTimeStamp(startMillis + second.elapsed().toMillis());
    log.outputIntervalHistogram(
        (interval.getStartTimeStamp() - startMillis) / 1e3,
        (interval.getEndTimeStamp() - startMillis) / 1e3,
        interval,
        NANOS_PER_MILLI);
  }

  @Override
  public void close() {
    file.close();
  }
}
