package dev.headroom.plan;

import java.util.Set;

/// Port: how earlier predictions came out, so that later ones can learn from it.
public interface TrackRecord {
  /// Nothing was ever measured.
  TrackRecord NONE = (analysis, kinds) -> Correction.NONE;

  /// What to change about a prediction.
  ///
  /// @param analysis whose finding it is about
  /// @param kinds the kinds of its edits, see [EditKind]
  Correction correction(String analysis, Set<EditKind> kinds);

  /// A correction on the log scale.
  ///
  /// @param logShift added to the log of what is predicted
  /// @param widening factor of the interval's half-widths, at least 1
  /// @param outcomes how many measured predictions it rests on; 0 for no correction
  record Correction(double logShift, double widening, int outcomes) {
    /// No correction.
    public static final Correction NONE = new Correction(0, 1, 0);
  }
}
