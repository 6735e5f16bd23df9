package dev.headroom.store.memory;

import dev.headroom.store.SloDocuments;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// SLO documents on the heap; gone with the process.
public final class MemorySloDocuments implements SloDocuments {
  private static final Comparator<Epoch> ORDER =
      Comparator.comparing(Epoch::slo).thenComparing(Epoch::objective).thenComparing(Epoch::since);

  private final Map<DocumentKey, List<Revision>> revisions = new TreeMap<>();
  private final List<Epoch> epochs = new ArrayList<>();

  @Override
  public synchronized List<Revision> apply(List<Change> changes, String who, Instant at) {
    List<Revision> made = new ArrayList<>();
    for (Change change : changes) {
      List<Revision> known = revisions.getOrDefault(change.key(), List.of());
      if (changes(known, change)) {
        Revision revision =
            new Revision(
                change.key(),
                known.size() + 1L,
                change.json(),
                change.origin(),
                who,
                at.truncatedTo(ChronoUnit.MILLIS));
        revisions.computeIfAbsent(change.key(), _ -> new ArrayList<>()).add(revision);
        made.add(revision);
      }
    }
    return made;
  }

  private static boolean changes(List<Revision> known, Change change) {
    if (known.isEmpty() || known.getLast().json() == null) {
      return change.json() != null;
    }
    Revision last = known.getLast();
    return !Objects.equals(last.json(), change.json()) || !last.origin().equals(change.origin());
  }

  @Override
  public synchronized List<Revision> current() {
    return revisions.values().stream()
        .map(List::getLast)
        .filter(revision -> revision.json() != null)
        .toList();
  }

  @Override
  public synchronized List<Revision> history(DocumentKey key) {
    return revisions.getOrDefault(key, List.of()).reversed().stream().toList();
  }

  @Override
  public synchronized void begin(Collection<Epoch> added) {
    for (Epoch epoch : added) {
      epochs.add(
          new Epoch(
              epoch.slo(),
              epoch.objective(),
              epoch.indicator(),
              epoch.since().truncatedTo(ChronoUnit.MILLIS)));
    }
  }

  @Override
  public synchronized List<Epoch> epochs() {
    return epochs.stream().sorted(ORDER).toList();
  }
}
