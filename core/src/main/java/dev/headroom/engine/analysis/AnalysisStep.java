package dev.headroom.engine.analysis;

import dev.headroom.analysis.ModelView;
import dev.headroom.finding.FindingRecord;
import java.time.Instant;
import java.util.List;

/// What is done with the findings of a run once they are kept. Called on the thread of the
/// analyses, one run after the other; one that throws does not keep the others from their turn.
public interface AnalysisStep {

  /// @param view what was analysed; not used after the call
  /// @param records everything that is kept, open and gone, by fingerprint
  /// @param at the time of the run
  void after(ModelView view, List<FindingRecord> records, Instant at);
}
