package dev.headroom.load.files;

import dev.headroom.load.result.RunRecord;
import dev.headroom.load.run.RunResult;
import dev.headroom.load.run.StepResult;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// A percentile distribution as HdrHistogram and wrk2 print it: value, percentile and how many
/// there are up to it. Values are taken for milliseconds, as wrk2 has them. It tells nothing of
/// time, so a run that was read from it has no rate and no course and cannot be compared.
final class Hgrm {
  private static final double MILLIS = 1e6;

  private Hgrm() {}

  /// @param first the line with the names of the columns
  static boolean starts(String first) {
    return first.contains("Value") && first.contains("Percentile") && first.contains("TotalCount");
  }

  static RunRecord read(Source source) throws IOException {
    Histogram histogram = Requests.histogram();
    long before = 0;
    for (@Nullable String line = source.next(); line != null; line = source.next()) {
      if (line.strip().startsWith("#")) {
        continue;
      }
      String[] columns = line.strip().split("\\s+");
      if (columns.length < 3) {
        throw source.wrong(
            "'" + JsonLines.shortened(line) + "'", "a value, a percentile and a count");
      }
      long nanos = JsonLines.nanos(source, number(source, columns[0]) * MILLIS);
      double upTo = number(source, columns[2]);
      if (!(upTo >= before && upTo <= 1e15)) {
        throw source.wrong("a count of " + columns[2], "at least the one before, " + before);
      }
      if ((long) upTo > before) {
        histogram.recordValueWithCount(nanos, (long) upTo - before);
      }
      before = (long) upTo;
    }
    if (before == 0) {
      throw source.wrong("the end", "a distribution of at least one request before it");
    }
    return record(source, histogram);
  }

  private static double number(Source source, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException _) {
      throw source.wrong("a row with '" + JsonLines.shortened(text) + "'", "a number");
    }
  }

  private static RunRecord record(Source source, Histogram histogram) {
    long count = histogram.getTotalCount();
    StepResult step =
        new StepResult(
            0,
            Duration.ZERO,
            histogram,
            histogram,
            Requests.histogram(),
            count,
            count,
            0,
            List.of(),
            0,
            false);
    RunResult result =
        new RunResult(
            source.name(),
            Instant.EPOCH,
            Duration.ZERO,
            step,
            new TreeMap<>(),
            new TreeMap<>(),
            List.of(),
            List.of(),
            0,
            0,
            0,
            new RunResult.End.Complete());
    return new RunRecord(
        "hgrm", "", count + " requests, as a distribution alone", result, List.of());
  }
}
