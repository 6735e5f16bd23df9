package dev.headroom.query;

import dev.headroom.alert.Alert;
import dev.headroom.alert.KeptAlert;
import dev.headroom.alert.NotificationTarget;
import dev.headroom.alert.Routing;
import dev.headroom.alert.Silence;
import dev.headroom.alert.Telling;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.TimeWindow;
import dev.headroom.query.view.AlertDetailView;
import dev.headroom.query.view.AlertView;
import dev.headroom.query.view.AlertsView;
import dev.headroom.query.view.NotificationTargetView;
import dev.headroom.query.view.NotificationTargetView.Health;
import dev.headroom.query.view.NotificationTargetsView;
import dev.headroom.query.view.SilenceView;
import dev.headroom.query.view.SilencesView;
import dev.headroom.query.view.WindowView;
import dev.headroom.store.AlertSearch;
import dev.headroom.store.AlertStore;
import dev.headroom.store.Outbox;
import dev.headroom.store.Pages;
import dev.headroom.store.SilenceStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Answers what can be asked about alerts, silences and targets. Thread-safe.
public final class AlertQueries {
  private static final Duration SILENCES_SHOWN = Duration.ofDays(5);

  private final Sources sources;

  /// Where the answers come from.
  ///
  /// @param targets all that are configured
  public record Sources(
      AlertStore alerts,
      Outbox outbox,
      SilenceStore silences,
      Supplier<List<NotificationTarget>> targets,
      Supplier<Routing> routing,
      InstantSource clock) {}

  /// Which alerts are wanted; null for any.
  public record Search(
      TimeWindow window,
      Alert.@Nullable State state,
      Alert.@Nullable Source source,
      @Nullable String severity,
      @Nullable String service,
      @Nullable String owner,
      @Nullable String cursor,
      int limit) {}

  public AlertQueries(Sources sources) {
    this.sources = sources;
  }

  /// What is true of all alerts of an answer.
  private record Around(List<Silence> silences, Map<String, Integer> symptoms, Instant now) {}

  private Around around() {
    Instant now = sources.clock().instant();
    Map<String, Integer> symptoms = new TreeMap<>();
    for (KeptAlert kept : sources.alerts().active()) {
      String lead = kept.alert().lead();
      if (lead != null) {
        symptoms.merge(lead, 1, Integer::sum);
      }
    }
    return new Around(sources.silences().silences(now), symptoms, now);
  }

  /// Alerts that lasted at some moment of the window, newest start first.
  public AlertsView alerts(Search search) {
    AlertSearch.Place place = null;
    if (search.cursor() != null) {
      long[] numbers = Cursors.read('a', 2, search.cursor());
      place = new AlertSearch.Place(numbers[0], numbers[1]);
    }
    List<KeptAlert> found =
        sources
            .alerts()
            .alerts(
                new AlertSearch(
                    search.window(),
                    search.state(),
                    search.source(),
                    search.severity(),
                    search.service(),
                    search.owner(),
                    place,
                    search.limit() + 1));
    boolean more = found.size() > search.limit();
    List<KeptAlert> page = more ? found.subList(0, search.limit()) : found;
    Around around = around();
    KeptAlert last = more ? page.getLast() : null;
    return new AlertsView(
        new WindowView(search.window().from(), search.window().to(), 60),
        page.stream().map(kept -> view(kept, around)).toList(),
        last == null
            ? null
            : Cursors.write('a', Pages.nanos(last.alert().startsAt()), last.sequence()));
  }

  /// One alert with those it is told with.
  public AlertDetailView alert(String id) {
    KeptAlert found =
        sources
            .alerts()
            .alert(id)
            .orElseThrow(() ->
                new HeadroomException(
                    ErrorCode.NOT_FOUND, "id '" + id + "' is of no alert that is kept"));
    Around around = around();
    List<AlertView> symptoms =
        sources.alerts().active().stream()
            .filter(kept -> id.equals(kept.alert().lead()))
            .map(kept -> view(kept, around))
            .toList();
    String lead = found.alert().lead();
    return new AlertDetailView(
        view(found, around),
        symptoms,
        lead == null
            ? null
            : sources.alerts().alert(lead).map(kept -> view(kept, around)).orElse(null));
  }

  private static AlertView view(KeptAlert kept, Around around) {
    Alert alert = kept.alert();
    Silence muting =
        alert.state() == Alert.State.RESOLVED
            ? null
            : Telling.muting(alert, around.silences(), around.now());
    return new AlertView(
        alert.id(),
        alert.source(),
        alert.state(),
        alert.severity(),
        alert.label("alertname"),
        alert.label("service"),
        alert.label("owner"),
        alert.annotation("summary"),
        alert.labels(),
        alert.annotations(),
        alert.startsAt(),
        alert.changedAt(),
        alert.endsAt(),
        alert.lead(),
        around.symptoms().getOrDefault(alert.id(), 0),
        alert.link(),
        kept.targets(),
        kept.told(),
        kept.unrouted(),
        muting == null ? null : muting.id());
  }

  /// Silences that hold or will, and those that ended in the last days.
  public SilencesView silences() {
    Instant now = sources.clock().instant();
    List<KeptAlert> active = sources.alerts().active();
    return new SilencesView(
        sources.silences().silences(now.minus(SILENCES_SHOWN)).stream()
            .map(silence ->
                SilenceView.of(
                    silence,
                    now,
                    (int) active.stream().filter(k -> silence.mutes(k.alert(), now)).count()))
            .toList());
  }

  /// All targets, and those that are gone but for which notices wait.
  public NotificationTargetsView targets() {
    Map<String, Outbox.Standing> standings = new TreeMap<>(sources.outbox().standings());
    Routing routing = sources.routing().get();
    List<NotificationTargetView> views = new ArrayList<>();
    for (NotificationTarget target : sources.targets().get()) {
      Outbox.Standing standing = standings.remove(target.name());
      views.add(view(target, standing == null ? Outbox.Standing.NONE : standing, routing));
    }
    standings.forEach((name, standing) -> {
      if (standing.waiting() > 0) {
        views.add(gone(name, standing));
      }
    });
    return new NotificationTargetsView(
        views, sources.alerts().active().stream().filter(KeptAlert::unrouted).count());
  }

  private static NotificationTargetView view(
      NotificationTarget target, Outbox.Standing standing, Routing routing) {
    return new NotificationTargetView(
        target.name(),
        target.kind().name(),
        target.shownAddress(),
        target.secretEnv(),
        target.description(),
        routing.byOwner().entrySet().stream()
            .filter(owner -> owner.getValue().contains(target.name()))
            .map(Map.Entry::getKey)
            .sorted()
            .toList(),
        routing.usual().contains(target.name()),
        health(standing),
        standing.waiting(),
        standing.failing(),
        standing.dropped(),
        standing.oldest(),
        standing.lastSuccess(),
        standing.lastError(),
        standing.lastErrorAt());
  }

  private static NotificationTargetView gone(String name, Outbox.Standing standing) {
    return new NotificationTargetView(
        name,
        "",
        "",
        "",
        "not configured; notices wait for it",
        List.of(),
        false,
        Health.FAILING,
        standing.waiting(),
        standing.failing(),
        standing.dropped(),
        standing.oldest(),
        standing.lastSuccess(),
        standing.lastError(),
        standing.lastErrorAt());
  }

  private static Health health(Outbox.Standing standing) {
    Instant error = standing.lastErrorAt();
    Instant success = standing.lastSuccess();
    if (error == null) {
      return success == null ? Health.UNUSED : Health.OK;
    }
    boolean recovered = success != null && success.isAfter(error);
    return recovered && standing.failing() == 0 ? Health.OK : Health.FAILING;
  }
}
