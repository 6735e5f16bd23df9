package dev.headroom.store.layered;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.rollup.KeyTable;
import dev.headroom.rollup.LogReader;
import dev.headroom.rollup.LogRow;
import dev.headroom.rollup.RollupReader;
import dev.headroom.rollup.RollupRow;
import dev.headroom.rollup.StoredTrace;
import dev.headroom.rollup.TraceReader;
import dev.headroom.store.Commit;
import dev.headroom.store.Retention;
import dev.headroom.store.TelemetryStore;
import dev.headroom.store.TraceInspector;
import dev.headroom.store.memory.MemoryStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A durable store together with what was folded since its last commit: readers see the union, and
/// see every row exactly once at any moment of a commit, without ever waiting for one.
///
/// How: what is not yet durable lies in layers. A layer is marked with the number of the commit
/// that takes it before that commit begins. A reader notes the layers first, then opens a snapshot
/// of the durable store, and leaves out the layers whose commit the snapshot already has.
///
/// Thread-safe for readers. [#add] and [#freeze] are called by one thread at a time, so are
/// [#commitFrozen] and [#maintain]; the two pairs may run at the same time.
public final class LayeredStore implements AutoCloseable {
  /// The reads that share a snapshot, if any, of the thread that reads.
  private static final ScopedValue<Session> SESSION = ScopedValue.newInstance();

  private final TelemetryStore durable;
  private final KeyTable keys;
  private final TraceInspector inspector;
  private final UnionReader reader;
  private volatile Layers layers;
  private int committedKeys;
  private long commits;
  private @Nullable Frozen attempted;

  /// One stretch of folded data; changed only while it is the newest.
  private static final class Layer {
    private final MemoryStore store;
    private volatile long takenBy = Long.MAX_VALUE;

    Layer(MemoryStore store) {
      this.store = store;
    }
  }

  /// @param old frozen and not yet known to be durable, oldest first
  /// @param newest takes what is added
  /// @param frozen what the next commit says beside the rows of `old`; null when there is nothing
  ///   to commit
  private record Layers(List<Layer> old, Layer newest, @Nullable Frozen frozen) {}

  /// What the reads of one piece of work share: nothing until the first of them. One thread.
  private final class Session implements AutoCloseable {
    private @Nullable Layers noted;
    private TelemetryStore.@Nullable Snapshot snapshot;

    private <T> List<T> ask(Function<TelemetryStore.Snapshot, T> read) {
      Layers known = noted;
      TelemetryStore.Snapshot open = snapshot;
      if (known == null || open == null) {
        known = layers;
        open = durable.snapshot();
        noted = known;
        snapshot = open;
      }
      return LayeredStore.ask(known, open, read);
    }

    private boolean isOf(LayeredStore store) {
      return LayeredStore.this == store;
    }

    @Override
    public void close() {
      if (snapshot != null) {
        snapshot.close();
      }
    }
  }

  private record Frozen(long position, long replayFrom, int keys, Map<String, byte[]> states) {}

  /// @param keys the engine's table, with the durable store's keys already loaded
  public LayeredStore(TelemetryStore durable, KeyTable keys, TraceInspector inspector) {
    this.durable = durable;
    this.keys = keys;
    this.inspector = inspector;
    this.layers = new Layers(List.of(), newLayer(keys, inspector), null);
    this.reader = new UnionReader(this::ask);
    this.committedKeys = durable.recover().keys().size();
    this.commits = durableCommits(durable);
    if (committedKeys > keys.size()) {
      throw new HeadroomException(
          ErrorCode.INTERNAL,
          "the key table holds "
              + keys.size()
              + " keys; expected the "
              + committedKeys
              + " that are stored to be loaded first");
    }
  }

  private static Layer newLayer(KeyTable keys, TraceInspector inspector) {
    return new Layer(new MemoryStore(keys, inspector, Retention.DEFAULT));
  }

  private static long durableCommits(TelemetryStore durable) {
    try (TelemetryStore.Snapshot snapshot = durable.snapshot()) {
      return snapshot.commits();
    }
  }

  /// Adds what was folded since the last call; readers see all of it or nothing. The delta's keys,
  /// positions and states are ignored: [#freeze] gives them for the whole commit. Takes over the
  /// rollups.
  public void add(Commit delta) {
    layers.newest().store.add(delta.rollups(), delta.traces(), delta.logs());
  }

  /// Closes the present layer: all that was added so far belongs to the next [#commitFrozen].
  /// Quick. The positions and states replace those of an earlier freeze that was not committed.
  ///
  /// @param position the journal is folded up to here (exclusive)
  /// @param replayFrom where replay must start after a restart
  /// @param states fold state as of the position, by name
  public synchronized void freeze(long position, long replayFrom, Map<String, byte[]> states) {
    List<Layer> old = new ArrayList<>(layers.old());
    old.add(layers.newest());
    layers =
        new Layers(
            List.copyOf(old),
            newLayer(keys, inspector),
            new Frozen(position, replayFrom, keys.size(), Map.copyOf(states)));
  }

  /// Commits what was frozen. When it fails, what was frozen stays visible to readers and belongs
  /// to the next commit.
  ///
  /// @return where replay starts now, so that the journal before it may be forgotten; empty when
  ///   nothing was frozen
  /// @throws HeadroomException as [TelemetryStore#commit] does
  public OptionalLong commitFrozen() {
    // An earlier attempt may have become durable although it reported a failure.
    settle(durableCommits(durable));
    Layers taken = layers;
    Frozen what = taken.frozen();
    if (what == null) {
      return OptionalLong.empty();
    }
    taken.old().forEach(layer -> layer.takenBy = commits + 1);
    attempted = what;
    durable.commit(commit(taken.old(), what));
    settle(commits + 1);
    return OptionalLong.of(what.replayFrom());
  }

  /// [#freeze] and [#commitFrozen] in one.
  public OptionalLong commitPending(long position, long replayFrom, Map<String, byte[]> states) {
    freeze(position, replayFrom, states);
    return commitFrozen();
  }

  private Commit commit(List<Layer> taken, Frozen what) {
    List<RollupRow> rollups = new ArrayList<>();
    List<StoredTrace> traces = new ArrayList<>();
    List<LogRow> logs = new ArrayList<>();
    for (Layer layer : taken) {
      rollups.addAll(layer.store.rollupRows());
      traces.addAll(layer.store.traceRows());
      logs.addAll(layer.store.logRows());
    }
    return new Commit(
        what.position(),
        what.replayFrom(),
        committedKeys + 1,
        keys.newSince(committedKeys).subList(0, what.keys() - committedKeys),
        rollups,
        traces,
        logs,
        what.states());
  }

  @SuppressWarnings("ReferenceEquality") // this very frozen layer, not one like it
  private synchronized void settle(long durableCommits) {
    Frozen done = attempted;
    if (durableCommits == commits || done == null) {
      return;
    }
    commits = durableCommits;
    committedKeys = done.keys();
    List<Layer> left =
        layers.old().stream().filter(layer -> layer.takenBy > durableCommits).toList();
    layers = new Layers(left, layers.newest(), layers.frozen() == done ? null : layers.frozen());
    attempted = null;
  }

  /// What a commit still has to take: rows by part, as on the heap.
  public TelemetryStore.Stats pending() {
    Layers now = layers;
    Map<String, Long> bytes = new HashMap<>();
    Map<String, Long> rows = new HashMap<>();
    List<Layer> all = new ArrayList<>(now.old());
    all.add(now.newest());
    for (Layer layer : all) {
      TelemetryStore.Stats stats = layer.store.stats();
      stats.bytes().forEach((part, n) -> bytes.merge(part, n, Long::sum));
      stats.rows().forEach((part, n) -> rows.merge(part, n, Long::sum));
    }
    return new TelemetryStore.Stats(bytes, rows, List.of());
  }

  /// What the durable store holds.
  public TelemetryStore.Stats stats() {
    return durable.stats();
  }

  /// What the last durable commit left.
  public TelemetryStore.Recovered recover() {
    return durable.recover();
  }

  /// As [TelemetryStore#maintain].
  public void maintain(Instant now) {
    durable.maintain(now);
  }

  public RollupReader rollups() {
    return reader;
  }

  public TraceReader traces() {
    return reader.traces();
  }

  public LogReader logs() {
    return reader.logs();
  }

  /// Closes the durable store; what was not committed is gone and comes back by replay.
  @Override
  public void close() {
    durable.close();
  }

  /// Does work all of whose reads, on this thread, see the same state of the durable store: that of
  /// the first. Opening a snapshot once is also much cheaper than for each of many small reads.
  /// What is added meanwhile may show or not; a commit meanwhile is not noticed. The work should be
  /// short, because it may keep an engine from writing or one of few connections busy.
  public void reading(Runnable work) {
    try (Session session = new Session()) {
      ScopedValue.where(SESSION, session).run(work);
    }
  }

  private <T> List<T> ask(Function<TelemetryStore.Snapshot, T> read) {
    if (SESSION.isBound() && SESSION.get().isOf(this)) {
      return SESSION.get().ask(read);
    }
    // The layers first: a commit that ends in between is then seen in the snapshot, never in both
    // and never in none.
    Layers now = layers;
    try (TelemetryStore.Snapshot snapshot = durable.snapshot()) {
      return ask(now, snapshot, read);
    }
  }

  private static <T> List<T> ask(
      Layers noted, TelemetryStore.Snapshot snapshot, Function<TelemetryStore.Snapshot, T> read) {
    List<T> answers = new ArrayList<>();
    answers.add(read.apply(snapshot));
    for (Layer layer : noted.old()) {
      if (layer.takenBy > snapshot.commits()) {
        answers.add(readLayer(layer, read));
      }
    }
    if (noted.newest().takenBy > snapshot.commits()) {
      answers.add(readLayer(noted.newest(), read));
    }
    return answers;
  }

  private static <T> T readLayer(Layer layer, Function<TelemetryStore.Snapshot, T> read) {
    try (TelemetryStore.Snapshot snapshot = layer.store.snapshot()) {
      return read.apply(snapshot);
    }
  }
}
