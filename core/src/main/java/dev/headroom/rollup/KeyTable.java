package dev.headroom.rollup;

import dev.headroom.base.Limits;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import dev.headroom.signal.NodeId;
import dev.headroom.signal.NodeType;
import dev.headroom.signal.SpanKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Gives every rollup key a lasting number and holds the cardinality caps: a key beyond its cap is
/// counted under the `other` key of its service or route, and the cap being hit is reported by
/// [#capsHit]. A version beyond its cap is counted as version `other` of the same operation, a
/// service beyond its cap under the service `other`. Indicators are never mixed: what they count in
/// all has no cap, as people configure them, and a value beyond its cap is counted as value `other`
/// of the same indicator, whatever became of its service.
///
/// Caps bound what may appear between two renewals ([#renewCaps]), not what a system may have had
/// over the years: versions, instances and routes come and go, and known keys stay known.
///
/// Thread-safe; known keys are looked up without a lock. Numbers start at 1 and are never reused;
/// keys outlive restarts because each commit stores the new ones ([#newSince]).
public final class KeyTable {
  private final Limits limits;
  private final ConcurrentHashMap<RollupKey, Integer> numbers = new ConcurrentHashMap<>();
  private final Map<Group, Set<Object>> used = new HashMap<>();
  private final Map<String, Long> capsHit = new TreeMap<>();
  private volatile @Nullable RollupKey[] keys = new RollupKey[256];
  private volatile int size;

  /// What is capped, of whom.
  private record Group(String what, String owner) {
    @Override
    public String toString() {
      return owner.isEmpty() ? what : what + " of " + owner;
    }
  }

  private record Release(String version, String environment) {}

  private record Action(OperationName operation, SpanKind kind) {}

  public KeyTable(Limits limits) {
    this.limits = limits;
  }

  /// The key's number, assigned now if it is new and its cap has room.
  public int number(RollupKey key) {
    Integer known = numbers.get(key);
    return known != null ? known : assign(key);
  }

  /// Takes in keys as stored, in the order of their numbers; for start-up only. They do not count
  /// towards the caps.
  public synchronized void load(List<RollupKey> stored) {
    stored.forEach(this::add);
  }

  /// Starts to count towards the caps anew; to be called once a day.
  public synchronized void renewCaps() {
    used.clear();
  }

  private synchronized int assign(RollupKey key) {
    Integer known = numbers.get(key);
    return known != null ? known : add(admit(key));
  }

  private int add(RollupKey key) {
    Integer known = numbers.get(key);
    if (known != null) {
      return known;
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

  /// The key itself, or what it is counted under because a cap is reached.
  private RollupKey admit(RollupKey key) {
    if (key instanceof RollupKey.Sli sli) {
      return admitSli(sli);
    }
    Group services = new Group("services", "");
    boolean other = key.service().equals(ServiceName.OTHER);
    if (!other && !hasRoom(services, key.service(), limits.services())) {
      return overflow(key, ServiceName.OTHER);
    }
    RollupKey admitted = key instanceof RollupKey.Operation o ? admitVersion(o) : key;
    RollupKey overflow = overflow(admitted, key.service());
    return admitted.equals(overflow) || hasRoom(group(key), item(key), cap(key))
        ? admitted
        : overflow;
  }

  private RollupKey admitVersion(RollupKey.Operation key) {
    Release release = new Release(key.version(), key.environment());
    Group versions = new Group("versions", key.service().value());
    return hasRoom(versions, release, limits.versionsPerService())
        ? key
        : new RollupKey.Operation(
            key.service(),
            key.operation(),
            key.spanKind(),
            "other",
            key.environment().isEmpty() ? "" : "other");
  }

  private RollupKey admitSli(RollupKey.Sli key) {
    return key.split() == RollupKey.SliSplit.TOTAL || hasRoom(group(key), item(key), cap(key))
        ? key
        : overflow(key, key.service());
  }

  private boolean hasRoom(Group group, Object item, int cap) {
    Set<Object> items = used.computeIfAbsent(group, _ -> new HashSet<>());
    if (items.contains(item)) {
      return true;
    }
    if (items.size() >= cap) {
      capsHit.merge(group.toString(), 1L, Long::sum);
      return false;
    }
    items.add(item);
    return true;
  }

  private static Group group(RollupKey key) {
    String what = key.kind().name();
    String service = key.service().value();
    return switch (key) {
      case RollupKey.Segment s ->
          new Group(what, service + " " + s.operation() + " by " + s.dimension());
      case RollupKey.Path p -> new Group(what, service + " " + p.operation());
      case RollupKey.Siblings s -> new Group(what, service + " " + s.operation());
      case RollupKey.Sli s -> new Group(what, service + " " + s.spec() + " by " + s.split());
      default -> new Group(what, service);
    };
  }

  /// What counts as one towards the cap.
  private static Object item(RollupKey key) {
    return switch (key) {
      case RollupKey.Operation o -> new Action(o.operation(), o.spanKind());
      case RollupKey.Instance i -> i.instance();
      default -> key;
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
      case SLI -> limits.valuesPerSli();
      case SIBLINGS -> limits.pathsPerRoute();
    };
  }

  private static RollupKey overflow(RollupKey key, ServiceName service) {
    return switch (key) {
      case RollupKey.Operation k ->
          new RollupKey.Operation(service, OperationName.OTHER, k.spanKind(), "", "");
      case RollupKey.Instance _ -> new RollupKey.Instance(service, "other", "", "", "");
      case RollupKey.Route k -> new RollupKey.Route(service, OperationName.OTHER, k.spanKind());
      case RollupKey.Segment k ->
          new RollupKey.Segment(service, operation(k.operation(), service), k.dimension(), "other");
      case RollupKey.Edge _ ->
          new RollupKey.Edge(
              service, OperationName.OTHER, new NodeId(NodeType.EXTERNAL, "other"), "");
      case RollupKey.Statement _ ->
          new RollupKey.Statement(
              service, OperationName.OTHER, new NodeId(NodeType.DATABASE, "other"), "other");
      case RollupKey.Path k ->
          new RollupKey.Path(
              service, operation(k.operation(), service), ServiceName.OTHER, OperationName.OTHER);
      case RollupKey.Metric _ ->
          new RollupKey.Metric(service, "", "other", "", RollupKey.MetricType.GAUGE, "");
      case RollupKey.Template _ -> new RollupKey.Template(service, "<*>", 0, "");
      case RollupKey.Sli k -> new RollupKey.Sli(service, k.spec(), k.split(), "other");
      case RollupKey.Siblings k ->
          new RollupKey.Siblings(
              service,
              operation(k.operation(), service),
              ServiceOperation.OTHER,
              ServiceOperation.OTHER,
              ServiceOperation.OTHER);
    };
  }

  private static OperationName operation(OperationName operation, ServiceName service) {
    return service.equals(ServiceName.OTHER) ? OperationName.OTHER : operation;
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

  /// Which caps were hit since the start (`OPERATION of checkout`, `services`) and how many
  /// look-ups each sent to `other`.
  public synchronized Map<String, Long> capsHit() {
    return Map.copyOf(capsHit);
  }
}
