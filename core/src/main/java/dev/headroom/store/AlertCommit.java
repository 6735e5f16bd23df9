package dev.headroom.store;

import dev.headroom.alert.KeptAlert;
import dev.headroom.alert.Notice;
import java.util.List;
import java.util.Map;

/// What one evaluation leaves: alerts, what the machines remember, and what has to be told.
///
/// @param machines by name; an empty value forgets the machine
/// @param notices new ones, in the order in which they are to be told
public record AlertCommit(
    List<KeptAlert> alerts, Map<String, byte[]> machines, List<Notice> notices) {
  public AlertCommit {
    alerts = List.copyOf(alerts);
    machines = Map.copyOf(machines);
    notices = List.copyOf(notices);
  }
}
