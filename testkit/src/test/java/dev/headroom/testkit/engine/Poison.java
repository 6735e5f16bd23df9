package dev.headroom.testkit.engine;

import dev.headroom.rollup.Folds;
import dev.headroom.rollup.PointFold;
import dev.headroom.rollup.RecordFold;
import dev.headroom.rollup.SpanFold;
import dev.headroom.rollup.TraceFold;

/// Folds that fail on some items, before or after they took them in. Which ones follows from the
/// seed and the item, so that an item fails again after every crash.
final class Poison implements Folds {
  private final long seed;
  private final boolean items;
  private final boolean traces;

  /// When a fold fails.
  enum Fault {
    NONE,
    BEFORE,
    AFTER
  }

  private Poison(long seed, boolean items, boolean traces) {
    this.seed = seed;
    this.items = items;
    this.traces = traces;
  }

  static Poison none() {
    return new Poison(0, false, false);
  }

  /// Of spans, points and records alone.
  static Poison ofItems(long seed) {
    return new Poison(seed, true, false);
  }

  /// Of traces as well.
  static Poison ofAll(long seed) {
    return new Poison(seed, true, true);
  }

  boolean ofTraces() {
    return traces;
  }

  Fault span(String fold, long spanId) {
    return items ? fault(fold, spanId) : Fault.NONE;
  }

  /// A route counts the same whether its span comes in time or late.
  Fault trace(String fold, long trace) {
    return traces && !fold.equals("late-spans")
        ? fault(fold.replace("late-", ""), trace)
        : Fault.NONE;
  }

  Fault point(String metric, long timeNanos) {
    return items && metric.equals("delta") ? fault("metrics", timeNanos) : Fault.NONE;
  }

  Fault record(String body) {
    return items ? fault("logs", body.hashCode()) : Fault.NONE;
  }

  private Fault fault(String fold, long id) {
    long mixed = (id ^ seed * 31 ^ fold.hashCode()) * 0x9E3779B97F4A7C15L;
    return switch ((int) ((mixed ^ mixed >>> 29) >>> 3) & 7) {
      case 0 -> Fault.BEFORE;
      case 1 -> Fault.AFTER;
      default -> Fault.NONE;
    };
  }

  private static void run(Fault fault, Runnable fold) {
    if (fault == Fault.BEFORE) {
      throw new IllegalStateException("poison, nothing folded");
    }
    fold.run();
    if (fault == Fault.AFTER) {
      throw new IllegalStateException("poison, all folded");
    }
  }

  @Override
  public SpanFold span(String name, SpanFold fold) {
    return (batch, i) -> run(span(name, batch.spanId(i)), () -> fold.fold(batch, i));
  }

  @Override
  public TraceFold trace(String name, TraceFold fold) {
    return trace -> run(trace(name, trace.id().lo()), () -> fold.fold(trace));
  }

  @Override
  public PointFold point(String name, PointFold fold) {
    return (point, factor, rollups) ->
        run(point(point.metric(), point.timeNanos()), () -> fold.fold(point, factor, rollups));
  }

  @Override
  public RecordFold record(String name, RecordFold fold) {
    return (log, rollups, rows) ->
        run(record(log.body().asText()), () -> fold.fold(log, rollups, rows));
  }
}
