package dev.headroom.plan;

import dev.headroom.finding.Edit;
import dev.headroom.whatif.Prediction;
import java.util.List;

/// Port: what edits would do to the routes.
public interface Predictor {

  /// One prediction per route whose traces would change, in any order; empty when that cannot be
  /// told.
  List<Prediction> predict(List<Edit> edits);
}
