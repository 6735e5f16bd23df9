package dev.headroom.whatif;

import dev.headroom.rollup.LongIntMap;
import dev.headroom.rollup.SiblingOrder;
import dev.headroom.rollup.TracePaths.ServiceOperation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Tells whether a child waits for another that had ended before it began; remembers what it was
/// asked. Not thread-safe.
final class ChildOrder {
  private static final int BITS = 20;
  private static final int DEPENDS = 1;
  private static final int FREE = 2;
  private static final int UNKNOWN = 3;

  private final SiblingOrder order;
  private final boolean unknownHolds;
  private final Map<ServiceOperation, Integer> numbers = new HashMap<>();
  private final List<ServiceOperation> operations = new ArrayList<>();
  private final LongIntMap verdicts = new LongIntMap(64);
  private final List<Pair> unknown = new ArrayList<>();

  /// Two operations below a third, of which it is not known whether the second needs the first.
  record Pair(ServiceOperation parent, ServiceOperation first, ServiceOperation second) {}

  ChildOrder(SiblingOrder order, boolean unknownHolds) {
    this.order = order;
    this.unknownHolds = unknownHolds;
  }

  /// A small number for an operation; those beyond a million share one.
  int number(ServiceOperation operation) {
    Integer known = numbers.get(operation);
    if (known != null) {
      return known;
    }
    if (operations.size() >= (1 << BITS) - 1) {
      return operations.size() - 1;
    }
    int number = operations.size();
    numbers.put(operation, number);
    operations.add(operation);
    return number;
  }

  /// Whether `second` waits for `first` when it was seen to begin after it, by the numbers of their
  /// operations and their parent's. Calls of one operation are taken to wait for each other.
  boolean waits(int parent, int first, int second) {
    if (first == second) {
      return true;
    }
    long key = ((long) parent << (2 * BITS)) | ((long) first << BITS) | second;
    int verdict = verdicts.get(key);
    if (verdict == 0) {
      verdict = ask(operations.get(parent), operations.get(first), operations.get(second));
      verdicts.put(key, verdict);
    }
    return verdict == DEPENDS || (verdict == UNKNOWN && unknownHolds);
  }

  private int ask(ServiceOperation parent, ServiceOperation first, ServiceOperation second) {
    return switch (order.between(parent, first, second).verdict()) {
      case BEFORE -> DEPENDS;
      case AFTER, CONCURRENT -> FREE;
      case UNKNOWN -> {
        unknown.add(new Pair(parent, first, second));
        yield UNKNOWN;
      }
    };
  }

  /// The orders that were asked for and are not known.
  List<Pair> unknown() {
    return unknown;
  }
}
