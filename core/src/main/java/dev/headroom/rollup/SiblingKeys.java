package dev.headroom.rollup;

import dev.headroom.rollup.TracePaths.ServiceOperation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Key numbers of two sibling operations below a parent on a route, remembered so that the hot path
/// neither builds nor compares texts. Not thread-safe.
final class SiblingKeys {
  private static final int MOST = 1 << 17;

  private final KeyTable keys;
  private final ShapeTable shapes;
  private final Map<ServiceOperation, Integer> numbers = new HashMap<>();
  private final List<ServiceOperation> operations = new ArrayList<>();
  private final LongIntMap parents = new LongIntMap(64);
  private final List<int[]> parentOf = new ArrayList<>();
  private final LongIntMap pairs = new LongIntMap(64);
  private final List<int[]> pairOf = new ArrayList<>();
  private final LongIntMap known = new LongIntMap(64);
  private int[] byShape = new int[256];

  SiblingKeys(KeyTable keys, ShapeTable shapes) {
    this.keys = keys;
    this.shapes = shapes;
  }

  /// Forgets all when too much is remembered: instances and versions come and go. Numbers given
  /// before mean nothing after it.
  void renew() {
    if (known.size() + pairs.size() + parents.size() > MOST) {
      numbers.clear();
      operations.clear();
      parents.clear();
      parentOf.clear();
      pairs.clear();
      pairOf.clear();
      known.clear();
      Arrays.fill(byShape, 0);
    }
  }

  /// A number, from 1, for what spans of the shape do.
  int operation(int shape) {
    if (shape >= byShape.length) {
      byShape = Arrays.copyOf(byShape, Math.max(shape + 1, byShape.length * 2));
    }
    if (byShape[shape] == 0) {
      ServiceOperation of =
          new ServiceOperation(shapes.shape(shape).service(), shapes.shape(shape).operation());
      byShape[shape] =
          numbers.computeIfAbsent(
              of,
              fresh -> {
                operations.add(fresh);
                return operations.size();
              });
    }
    return byShape[shape];
  }

  /// A number, from 1, for a parent operation on a route.
  int parent(int route, int parent) {
    long both = (long) route << 32 | parent;
    int number = parents.get(both);
    if (number == 0) {
      parentOf.add(new int[] {route, parent});
      number = parentOf.size();
      parents.put(both, number);
    }
    return number;
  }

  /// A number, from 1, for two operations, whichever comes first.
  int pair(int a, int b) {
    int number = pairs.get((long) a << 32 | b);
    if (number == 0) {
      boolean inOrder = operations.get(a - 1).compareTo(operations.get(b - 1)) <= 0;
      pairOf.add(inOrder ? new int[] {a, b} : new int[] {b, a});
      number = pairOf.size();
      pairs.put((long) a << 32 | b, number);
      pairs.put((long) b << 32 | a, number);
    }
    return number;
  }

  /// Whether `a` is the first of its pair's key.
  boolean first(int pair, int a) {
    return pairOf.get(pair - 1)[0] == a;
  }

  /// The key number of a pair below a parent.
  int number(int parent, int pair) {
    long both = (long) parent << 32 | pair;
    int number = known.get(both);
    if (number == 0) {
      int[] above = parentOf.get(parent - 1);
      int[] siblings = pairOf.get(pair - 1);
      ServiceOperation route = operations.get(above[0] - 1);
      number =
          keys.number(
              new RollupKey.Siblings(
                  route.service(),
                  route.operation(),
                  operations.get(above[1] - 1),
                  operations.get(siblings[0] - 1),
                  operations.get(siblings[1] - 1)));
      known.put(both, number);
    }
    return number;
  }
}
