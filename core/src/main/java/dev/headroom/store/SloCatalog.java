package dev.headroom.store;

import dev.headroom.alert.NotificationTarget;
import dev.headroom.slo.Slo;
import dev.headroom.slo.SloName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Port: the SLOs in force. Thread-safe; cheap enough to be asked for every page.
public interface SloCatalog {

  /// What holds now.
  InForce current();

  /// Tells every later change to the listener, on the thread that made it; a listener that throws
  /// does not keep the change from others.
  void onChange(Consumer<InForce> listener);

  /// The SLOs in force and where their alerts go. Immutable.
  ///
  /// @param slos by name
  /// @param targets all notification targets there are, by name
  /// @param routes for each SLO the targets of each of its burn rules by the rule's name; a rule
  ///   that is not among them goes to the owner's usual ones
  record InForce(
      List<Slo> slos,
      List<NotificationTarget> targets,
      Map<SloName, Map<String, List<String>>> routes) {

    /// Nothing at all.
    public static final InForce NONE = new InForce(List.of(), List.of(), Map.of());

    public InForce {
      slos = List.copyOf(slos);
      targets = List.copyOf(targets);
      routes = Map.copyOf(routes);
    }

    /// The SLO of that name.
    public Optional<Slo> slo(SloName name) {
      return slos.stream().filter(slo -> slo.name().equals(name)).findFirst();
    }

    /// The targets of one of its rules; empty for the owner's usual ones.
    public List<String> targets(SloName slo, String rule) {
      return routes.getOrDefault(slo, Map.of()).getOrDefault(rule, List.of());
    }
  }
}
