package dev.headroom.server.notify;

import dev.headroom.alert.NotificationTarget;
import dev.headroom.alert.Silence;
import dev.headroom.server.notify.AlertmanagerClient.Remote;
import dev.headroom.store.SilenceStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Brings the silences here and those of one Alertmanager together: ours are made there, theirs are
/// shown and respected here.
///
/// Rules where both know a silence: whoever ends it first ends it for both; otherwise who changed
/// its end last is right. A silence of theirs belongs to them and is only ever ended from here. One
/// pass may be repeated any number of times, and a crash in the middle of it does no harm: a
/// silence of ours is recognised there by its id in the comment, or by the id it got there.
final class SilenceSync {
  private static final Duration KEPT = Duration.ofDays(5);
  // Alertmanager keeps milliseconds.
  private static final Duration SAME = Duration.ofSeconds(1);
  private static final Pattern OURS = Pattern.compile("\\[headroom:([A-Za-z0-9._-]{1,100})\\]$");

  private final NotificationTarget target;
  private final SilenceStore silences;
  private final AlertmanagerClient client;
  private final InstantSource clock;

  SilenceSync(
      NotificationTarget target,
      SilenceStore silences,
      AlertmanagerClient client,
      InstantSource clock) {
    this.target = target;
    this.silences = silences;
    this.client = client;
    this.clock = clock;
  }

  /// The id that a silence of an Alertmanager has here.
  static String foreignId(NotificationTarget target, String remoteId) {
    return target.name() + ":" + remoteId;
  }

  /// One pass.
  void run() throws DeliveryException, InterruptedException {
    Map<String, String> mirrored = new HashMap<>();
    silences.mirrors(target.name()).forEach((own, remote) -> mirrored.put(remote, own));
    Map<String, Remote> ours = new HashMap<>();
    List<Silence> theirs = new ArrayList<>();
    for (Remote remote : client.silences(target)) {
      Matcher marked = OURS.matcher(remote.comment());
      String known = marked.find() ? marked.group(1) : mirrored.getOrDefault(remote.id(), "");
      if (silences.silence(known).isPresent()) {
        ours.merge(known, remote, SilenceSync::later);
      } else {
        theirs.add(foreign(remote));
      }
    }
    silences.replaceForeign(target.name(), theirs);
    Instant now = clock.instant();
    for (Silence silence : silences.silences(now.minus(KEPT))) {
      if (silence.own()) {
        agree(silence, ours.get(silence.id()), now);
      }
    }
  }

  // A changed silence gets a new id there, and the one before is ended.
  private static Remote later(Remote a, Remote b) {
    if (a.over() != b.over()) {
      return a.over() ? b : a;
    }
    return a.changedAt().isAfter(b.changedAt()) ? a : b;
  }

  private Silence foreign(Remote remote) {
    Instant from = remote.from().isBefore(remote.to()) ? remote.from() : remote.to().minusMillis(1);
    return new Silence(
        foreignId(target, remote.id()),
        remote.matchers(),
        from,
        remote.to(),
        remote.who(),
        remote.comment(),
        remote.changedAt(),
        target.name());
  }

  private void agree(Silence silence, @Nullable Remote remote, Instant now)
      throws DeliveryException, InterruptedException {
    boolean over = !silence.to().isAfter(now);
    if (remote == null) {
      if (!over) {
        post(silence, null);
      }
    } else if (over) {
      if (!remote.over()) {
        client.deleteSilence(target, remote.id());
      }
    } else if (remote.over()) {
      // It may also be that ours was made longer after it had ended there.
      if (silence.changedAt().isAfter(remote.changedAt())) {
        post(silence, null);
      } else {
        silences.put(silence.until(remote.to().isAfter(now) ? now : remote.to(), now));
      }
    } else if (differs(silence, remote)) {
      if (remote.changedAt().isAfter(silence.changedAt())) {
        silences.put(adopted(silence, remote));
      } else {
        post(silence, remote.id());
      }
    }
  }

  private static boolean differs(Silence silence, Remote remote) {
    return Duration.between(silence.to(), remote.to()).abs().compareTo(SAME) > 0
        || !Set.copyOf(silence.matchers()).equals(Set.copyOf(remote.matchers()));
  }

  private static Silence adopted(Silence silence, Remote remote) {
    return new Silence(
        silence.id(),
        remote.matchers(),
        silence.from(),
        remote.to(),
        silence.who(),
        silence.why(),
        remote.changedAt(),
        "");
  }

  private void post(Silence silence, @Nullable String remoteId)
      throws DeliveryException, InterruptedException {
    String comment = silence.why() + " [headroom:" + silence.id() + "]";
    String id = client.postSilence(target, silence, comment, remoteId);
    silences.mirrored(silence.id(), target.name(), id);
  }
}
