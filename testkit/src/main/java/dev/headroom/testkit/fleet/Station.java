package dev.headroom.testkit.fleet;

import java.util.ArrayDeque;

/// Servers with one queue, first come first served: cores, workers, connections, a lock. Not
/// thread-safe.
final class Station {
  private final Calendar calendar;
  private final int servers;
  private final int queueMax;
  private final ArrayDeque<Claim> waiting = new ArrayDeque<>();
  private final ArrayDeque<Integer> free = new ArrayDeque<>();
  private final Distribution waits = new Distribution();
  private final Distribution holds = new Distribution();
  private final long[] since;
  private long busyNanos;
  private long changedNanos;

  /// Is told which server it got, 0 up.
  interface Grant {
    void granted(int server);
  }

  private record Claim(long sinceNanos, Grant grant) {}

  /// @param queueMax how many may wait; more are refused
  Station(Calendar calendar, int servers, int queueMax) {
    this.calendar = calendar;
    this.servers = servers;
    this.queueMax = queueMax;
    since = new long[servers];
    changedNanos = calendar.now();
    for (int i = 0; i < servers; i++) {
      free.add(i);
    }
  }

  /// Asks for a server; false when too many wait already.
  boolean acquire(Grant grant) {
    if (!free.isEmpty()) {
      grant(new Claim(calendar.now(), grant));
      return true;
    }
    if (waiting.size() >= queueMax) {
      return false;
    }
    waiting.add(new Claim(calendar.now(), grant));
    return true;
  }

  private void grant(Claim claim) {
    account();
    int server = free.removeFirst();
    since[server] = calendar.now();
    waits.add(calendar.now() - claim.sinceNanos());
    claim.grant().granted(server);
  }

  void release(int server) {
    account();
    holds.add(calendar.now() - since[server]);
    free.addLast(server);
    Claim next = waiting.pollFirst();
    if (next != null) {
      grant(next);
    }
  }

  private void account() {
    busyNanos += (calendar.now() - changedNanos) * inUse();
    changedNanos = calendar.now();
  }

  int servers() {
    return servers;
  }

  int inUse() {
    return servers - free.size();
  }

  int pending() {
    return waiting.size();
  }

  /// Busy time of all servers up to now.
  long busyNanos() {
    account();
    return busyNanos;
  }

  /// How long those who got a server had waited.
  Distribution waits() {
    return waits;
  }

  /// How long they kept it.
  Distribution holds() {
    return holds;
  }
}
