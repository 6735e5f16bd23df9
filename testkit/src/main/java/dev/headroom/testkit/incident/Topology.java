package dev.headroom.testkit.incident;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A random call graph without rings: callers have lower numbers than callees. The first one or two
/// are entries, the last fifth are databases, which several share.
final class Topology {
  /// @param calls per request of the caller
  /// @param passing share of failures that the caller passes on
  /// @param overlap share of the time that runs beside the other calls
  record Call(int callee, double calls, double passing, double overlap) {}

  private final List<List<Call>> calls = new ArrayList<>();
  private final int entries;
  private final int databases;
  private final boolean[][] reached;

  Topology(int size, Random random) {
    entries = size > 15 ? 2 : 1;
    databases = Math.max(1, size / 5);
    for (int i = 0; i < size; i++) {
      calls.add(new ArrayList<>());
    }
    for (int callee = entries; callee < size; callee++) {
      boolean database = callee >= size - databases;
      int callers = 1 + random.nextInt(database ? 4 : 2);
      int last = Math.min(callee, size - databases);
      for (int i = 0; i < callers; i++) {
        int nearest = Math.max(0, last - 3 - size / 4);
        int caller = nearest + random.nextInt(Math.max(1, last - nearest));
        connect(caller, callee, random);
      }
    }
    reached = closure();
  }

  private boolean[][] closure() {
    boolean[][] all = new boolean[size()][size()];
    for (int from = size() - 1; from >= 0; from--) {
      all[from][from] = true;
      for (Call call : calls(from)) {
        for (int to = 0; to < size(); to++) {
          all[from][to] |= all[call.callee()][to];
        }
      }
    }
    return all;
  }

  private void connect(int caller, int callee, Random random) {
    boolean known = calls.get(caller).stream().anyMatch(call -> call.callee() == callee);
    if (caller < callee && !known) {
      double often = random.nextDouble() < 0.3 ? 0.2 + 0.6 * random.nextDouble() : 1;
      double many = random.nextDouble() < 0.15 ? 2 + random.nextInt(2) : often;
      calls
          .get(caller)
          .add(
              new Call(
                  callee,
                  many,
                  0.3 + 0.65 * random.nextDouble(),
                  random.nextDouble() < 0.3 ? 0.7 : 0));
    }
  }

  int size() {
    return calls.size();
  }

  int entries() {
    return entries;
  }

  boolean isDatabase(int node) {
    return node >= size() - databases;
  }

  List<Call> calls(int node) {
    return calls.get(node);
  }

  String name(int node) {
    return (isDatabase(node) ? "store-" : "svc-") + (char) ('a' + node % 26) + node;
  }

  /// Whether calls lead from one to the other; every node reaches itself.
  boolean reaches(int from, int to) {
    return reached[from][to];
  }
}
