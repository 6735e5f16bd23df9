package dev.headroom.slo;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.ServiceName;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A service level objective, ready to be counted and evaluated. Immutable.
///
/// @param title how people call it
/// @param service whose promise it is
/// @param labels as declared, several values joined by commas
/// @param period what the budget is for
/// @param objectives at least one, names unique
/// @param rules when to alert; empty for never
/// @param targets names of the notification targets of its alerts; empty for the owner's usual ones
/// @param runbook where to read what to do; empty when not told
public record Slo(
    SloName name,
    String title,
    String description,
    ServiceName service,
    Map<String, String> labels,
    Period period,
    List<Objective> objectives,
    List<BurnRule> rules,
    List<String> targets,
    String runbook) {

  public Slo {
    labels = java.util.Collections.unmodifiableMap(new TreeMap<>(labels));
    objectives = List.copyOf(objectives);
    rules = List.copyOf(rules);
    targets = List.copyOf(targets);
    if (objectives.isEmpty()) {
      throw new HeadroomException(
          ErrorCode.INVALID, "SLO '" + name + "' has no objectives; expected at least one");
    }
    Set<String> names = new HashSet<>();
    for (Objective objective : objectives) {
      if (!names.add(objective.name())) {
        throw new HeadroomException(
            ErrorCode.INVALID,
            "SLO '"
                + name
                + "' has two objectives named '"
                + objective.name()
                + "'; expected unique names");
      }
    }
    for (BurnRule rule : rules) {
      for (Objective objective : objectives) {
        double most = 1 / objective.allowance();
        if (rule.threshold() > most) {
          throw new HeadroomException(
              ErrorCode.INVALID,
              "threshold of burn rule '"
                  + rule.name()
                  + "' of SLO '"
                  + name
                  + "' is "
                  + rule.threshold()
                  + "; expected at most "
                  + most
                  + ", the burn rate at which every event is bad (1 / (1 - "
                  + objective.target()
                  + "))");
        }
      }
    }
  }
}
