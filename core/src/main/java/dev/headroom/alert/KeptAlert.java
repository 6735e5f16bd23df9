package dev.headroom.alert;

import dev.headroom.alert.Alert.State;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// An alert with where it goes.
///
/// @param sequence in the order in which alerts were first kept; 0 for one that never was
/// @param targets names of the targets of its route; empty when it has none
/// @param told the state that each target was last told, or is about to be by the outbox
public record KeptAlert(long sequence, Alert alert, List<String> targets, Map<String, State> told) {
  public KeptAlert {
    targets = List.copyOf(targets);
    told = Collections.unmodifiableMap(new TreeMap<>(told));
  }

  /// Whether it should be told and nobody is there to be told.
  public boolean unrouted() {
    return alert.source() == Alert.Source.HEADROOM && alert.lead() == null && targets.isEmpty();
  }
}
