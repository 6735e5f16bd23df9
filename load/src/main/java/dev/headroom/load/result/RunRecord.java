package dev.headroom.load.result;

import dev.headroom.load.run.RunResult;
import java.util.List;

/// A run as it is stored and compared, whoever made it.
///
/// @param source what made the load: `headroom`, or the tool whose file was read
/// @param target where the load went, as far as it is known; else empty
/// @param load what was asked for, in a few words
/// @param verdicts how thresholds were judged
public record RunRecord(
    String source, String target, String load, RunResult result, List<Verdict> verdicts) {

  /// A threshold and what was measured.
  ///
  /// @param threshold as it was told
  /// @param measured with its unit
  public record Verdict(String threshold, boolean broken, String measured) {}

  public RunRecord {
    verdicts = List.copyOf(verdicts);
  }

  /// Whether the answer is "no": a threshold is broken, the run was given up, or it has thresholds
  /// and its numbers are void.
  public boolean failed() {
    return verdicts.stream().anyMatch(Verdict::broken)
        || result.end() instanceof RunResult.End.Aborted
        || (!verdicts.isEmpty() && !result.voidReasons().isEmpty());
  }
}
