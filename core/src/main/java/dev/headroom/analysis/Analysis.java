package dev.headroom.analysis;

import dev.headroom.finding.Finding;
import java.util.List;

/// Looks for one kind of trouble.
///
/// Pure: the same view gives the same findings in the same order. An analysis is silent when the
/// data cannot tell. Stateless and thread-safe.
public interface Analysis {

  AnalysisSpec spec();

  List<Finding> analyze(ModelView view);
}
