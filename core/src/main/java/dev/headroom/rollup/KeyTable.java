package dev.headroom.rollup;

import dev.headroom.base.Limits;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Gives every rollup key a lasting number and holds the cardinality caps: a key beyond its cap is
/// counted under the `other` key of its service or route, and the cap being hit is reported by
/// [#capsHit].
///
/// Thread-safe; known keys are looked up without a lock. Numbers start at 1 and are never reused;
/// keys outlive restarts because each commit stores the new ones ([#newSince]).
public final class KeyTable {
  private final Limits limits;
  private final ConcurrentHashMap<RollupKey, Integer> numbers = new ConcurrentHashMap<>();
  private final Map<Group, Integer> used = new HashMap<>();
  private final Map<String, Long> capsHit = new TreeMap<>();
  private volatile @Nullable RollupKey[] keys = new RollupKey[256];
  private volatile int size;

  private record Group(RollupKind kind, Object owner) {}

  public KeyTable(Limits limits) {
    this.limits = limits;
  }

  /// The key's number, assigned now if it is new and its cap has room.
  public int number(RollupKey key) {
    Integer known = numbers.get(key);
    return known != null ? known : assign(key, true);
  }

  /// Takes in keys as stored, in the order of their numbers; for start-up only.
  public synchronized void load(List<RollupKey> stored) {
    stored.forEach(key -> assign(key, false));
  }

  private synchronized int assign(RollupKey key, boolean capped) {
    Integer known = numbers.get(key);
    if (known != null) {
      return known;
    }
    RollupKey overflow = overflow(key);
    if (!key.equals(overflow)) {
      Group group = group(key);
      int count = used.getOrDefault(group, 0);
      if (capped && count >= cap(key)) {
        capsHit.merge(key.kind() + " of " + group.owner(), 1L, Long::sum);
        return assign(overflow, false);
      }
      used.put(group, count + 1);
    }
    int number = size + 1;
    @Nullable RollupKey[] grown = keys;
    if (number == grown.length) {
      grown = Arrays.copyOf(grown, number * 2);
    }
    grown[number] = key;
    keys = grown;
    size = number;
    numbers.put(key, number);
    return number;
  }

  private static Group group(RollupKey key) {
    return switch (key) {
      case RollupKey.Segment s -> new Group(s.kind(), s.service() + " " + s.operation());
      case RollupKey.Path p -> new Group(p.kind(), p.service() + " " + p.operation());
      default -> new Group(key.kind(), key.service());
    };
  }

  private int cap(RollupKey key) {
    return switch (key.kind()) {
      case OPERATION -> limits.operationsPerService();
      case INSTANCE -> limits.instancesPerService();
      case ROUTE -> limits.operationsPerService();
      case SEGMENT -> limits.segmentsPerRoute();
      case EDGE -> limits.edgesPerService();
      case STATEMENT -> limits.statementsPerService();
      case PATH -> limits.pathsPerRoute();
      case METRIC -> limits.seriesPerService();
      case TEMPLATE -> limits.templatesPerService();
    };
  }

  private static RollupKey overflow(RollupKey key) {
    return switch (key) {
      case RollupKey.Operation k ->
          new RollupKey.Operation(k.service(), OperationName.OTHER, k.spanKind(), "", "");
      case RollupKey.Instance k -> new RollupKey.Instance(k.service(), "other", "", "", "");
      case RollupKey.Route k -> new RollupKey.Route(k.service(), OperationName.OTHER, k.spanKind());
      case RollupKey.Segment k ->
          new RollupKey.Segment(k.service(), k.operation(), k.dimension(), "other");
      case RollupKey.Edge k ->
          new RollupKey.Edge(
              k.service(), OperationName.OTHER, new NodeId(NodeType.EXTERNAL, "other"), "");
      case RollupKey.Statement k ->
          new RollupKey.Statement(
              k.service(), OperationName.OTHER, new NodeId(NodeType.DATABASE, "other"), "other");
      case RollupKey.Path k ->
          new RollupKey.Path(k.service(), k.operation(), ServiceName.OTHER, OperationName.OTHER);
      case RollupKey.Metric k ->
          new RollupKey.Metric(k.service(), "", "other", "", RollupKey.MetricType.GAUGE, "");
      case RollupKey.Template k -> new RollupKey.Template(k.service(), "<*>", 0, "");
    };
  }

  /// The key with that number.
  public RollupKey key(int number) {
    RollupKey key = keys[number];
    if (key == null) {
      throw new IllegalArgumentException("no key has number " + number);
    }
    return key;
  }

  /// How many keys there are; the newest has this number.
  public int size() {
    return size;
  }

  /// The keys numbered above `number`, in order.
  public List<RollupKey> newSince(int number) {
    int until = size;
    List<RollupKey> fresh = new ArrayList<>(until - number);
    for (int i = number + 1; i <= until; i++) {
      fresh.add(key(i));
    }
    return fresh;
  }

  /// The numbers of all keys of a kind that pass the filter, ascending.
  public int[] matching(RollupKind kind, Predicate<RollupKey> filter) {
    int until = size;
    int[] found = new int[16];
    int count = 0;
    for (int i = 1; i <= until; i++) {
      RollupKey key = key(i);
      if (key.kind() == kind && filter.test(key)) {
        if (count == found.length) {
          found = Arrays.copyOf(found, count * 2);
        }
        found[count++] = i;
      }
    }
    return Arrays.copyOf(found, count);
  }

  /// Which caps were hit since the start (`OPERATION of checkout`) and how many look-ups each sent
  /// to `other`.
  public synchronized Map<String, Long> capsHit() {
    return Map.copyOf(capsHit);
  }
}
