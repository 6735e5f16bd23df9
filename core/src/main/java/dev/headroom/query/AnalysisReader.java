package dev.headroom.query;

import dev.headroom.analysis.AnalysisSpec;
import dev.headroom.base.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Port: which analyses there are, and how their last run went. Thread-safe and cheap.
public interface AnalysisReader {

  Runs runs();

  /// @param analyses in the order in which they run
  /// @param count how many runs there were since the start of the process
  /// @param every how long from one run to the next
  /// @param last null before the first
  record Runs(List<Entry> analyses, long count, Duration every, @Nullable Last last) {
    public Runs {
      analyses = List.copyOf(analyses);
    }
  }

  /// The last run that came to its end.
  ///
  /// @param window what was analysed
  /// @param history what it was compared with; empty when there was nothing
  /// @param problem why what was found could not be kept; empty when it was
  record Last(
      Instant at, long durationNanos, TimeWindow window, TimeWindow history, String problem) {}

  /// @param durationNanos of the last run; 0 before the first
  /// @param findings how many it made in the last run
  /// @param failure why the last run failed; empty when it did not
  record Entry(AnalysisSpec spec, long durationNanos, int findings, String failure) {}
}
