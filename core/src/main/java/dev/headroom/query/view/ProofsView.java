package dev.headroom.query.view;

import java.util.List;
import java.util.Map;

/// All proofs, the latest acceptance first.
///
/// @param verdicts how many proofs of each verdict there are
public record ProofsView(List<ProofRow> proofs, Map<String, Integer> verdicts, List<Hint> hints) {
  public ProofsView {
    proofs = List.copyOf(proofs);
    verdicts = Map.copyOf(verdicts);
    hints = List.copyOf(hints);
  }
}
