package dev.headroom.alert;

import java.util.List;
import java.util.Map;

/// To which targets an alert goes: those it names itself, else its owner's, else the usual ones. No
/// target is a result too: the alert is then shown as unrouted.
///
/// @param byOwner names of targets by the owner's name, as in the label `owner`
/// @param usual names of the targets of everything else
public record Routing(Map<String, List<String>> byOwner, List<String> usual) {

  /// Nothing is told to anybody.
  public static final Routing NONE = new Routing(Map.of(), List.of());

  public Routing {
    byOwner = Map.copyOf(byOwner);
    usual = List.copyOf(usual);
  }

  /// @param own targets that the alert names itself, e.g. those of its alert policy
  public List<String> targets(List<String> own, Alert alert) {
    if (!own.isEmpty()) {
      return List.copyOf(own);
    }
    return byOwner.getOrDefault(alert.label("owner"), usual);
  }
}
