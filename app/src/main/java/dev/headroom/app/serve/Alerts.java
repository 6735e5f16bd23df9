package dev.headroom.app.serve;

import dev.headroom.alert.NotificationTarget;
import dev.headroom.alert.Routing;
import dev.headroom.catalog.CatalogReader;
import dev.headroom.control.AlertControl;
import dev.headroom.control.CatalogRouting;
import dev.headroom.control.SilenceControl;
import dev.headroom.query.AlertQueries;
import dev.headroom.server.api.Alerting;
import dev.headroom.server.notify.Notifier;
import dev.headroom.store.embedded.SqliteAlerts;
import dev.headroom.store.embedded.SqliteControlStore;
import dev.headroom.store.embedded.SqliteSilences;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// The part of the process that keeps and tells alerts.
final class Alerts implements AutoCloseable {
  private static final String ALERTMANAGER = "alertmanager";

  private final Notifier notifier;
  private final Alerting alerting;

  private Alerts(Notifier notifier, Alerting alerting) {
    this.notifier = notifier;
    this.alerting = alerting;
  }

  /// Starts to tell what was not told yet.
  ///
  /// @param declared the targets that documents declare; asked often
  static Alerts start(
      Settings settings,
      SqliteControlStore store,
      CatalogReader catalog,
      Supplier<List<NotificationTarget>> declared,
      InstantSource clock) {
    List<NotificationTarget> configured = configured(settings);
    List<String> named = settings.list(Setting.NOTIFY_DEFAULT);
    List<String> usual =
        named.isEmpty() ? configured.stream().map(NotificationTarget::name).toList() : named;
    Supplier<List<NotificationTarget>> targets = () -> joined(configured, declared.get());
    Supplier<Routing> routing = () -> CatalogRouting.of(catalog.catalog(), usual);
    SqliteAlerts alerts = store.alerts();
    SqliteSilences silences = store.silences();
    AlertControl control = new AlertControl(alerts, silences, routing, clock);
    Map<String, String> environment = System.getenv();
    Notifier notifier =
        Notifier.start(
            new Notifier.Parts(
                control,
                alerts,
                alerts,
                silences,
                targets,
                settings.smtp(),
                name -> environment.getOrDefault(name, ""),
                clock));
    return new Alerts(
        notifier,
        new Alerting(
            new AlertQueries(
                new AlertQueries.Sources(alerts, alerts, silences, targets, routing, clock)),
            control,
            new SilenceControl(silences, notifier, clock),
            notifier));
  }

  private static List<NotificationTarget> configured(Settings settings) {
    List<NotificationTarget> targets = new ArrayList<>();
    for (String address : settings.list(Setting.ALERTMANAGER_URL)) {
      targets.add(
          new NotificationTarget(
              targets.isEmpty() ? ALERTMANAGER : ALERTMANAGER + "-" + (targets.size() + 1),
              NotificationTarget.Kind.ALERTMANAGER,
              address,
              "",
              Map.of(),
              "from the setting " + Setting.ALERTMANAGER_URL.key()));
    }
    return targets;
  }

  /// A name that the settings have taken is not taken again.
  private static List<NotificationTarget> joined(
      List<NotificationTarget> configured, List<NotificationTarget> declared) {
    Set<String> names = new HashSet<>();
    List<NotificationTarget> all = new ArrayList<>();
    for (List<NotificationTarget> some : List.of(configured, declared)) {
      for (NotificationTarget target : some) {
        if (names.add(target.name())) {
          all.add(target);
        }
      }
    }
    return all;
  }

  /// What the API needs; its `alerts` are where evaluations hand over what they found.
  Alerting alerting() {
    return alerting;
  }

  @Override
  public void close() {
    notifier.close();
  }
}
