package dev.headroom.load.http;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One event loop with its connections. Besides `execute`, all is called on its thread.
///
/// Requests that find no connection with room wait, in order, for one; nothing is dropped. More
/// connections are opened as long as the settings allow.
public final class Client {
  private static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final EventLoop loop;
  private final Connector connector;
  private final int most;
  private final long timeoutNanos;
  private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
  private final ArrayDeque<Connection> withRoom = new ArrayDeque<>();
  private final Set<Connection> open = new HashSet<>();
  private int opening;
  private long opened;
  private long waitedForRoom;
  private boolean closed;
  private @Nullable CompletableFuture<@Nullable String> reaching;

  Client(EventLoop loop, Connector connector, int most, long timeoutNanos) {
    this.loop = loop;
    this.connector = connector;
    this.most = most;
    this.timeoutNanos = timeoutNanos;
    var _ = loop.scheduleAtFixedRate(this::sweep, SWEEP_NANOS, SWEEP_NANOS, TimeUnit.NANOSECONDS);
  }

  /// Makes a first connection, and tells why that cannot be, or null. From any thread, once.
  CompletableFuture<@Nullable String> reach() {
    CompletableFuture<@Nullable String> reached = new CompletableFuture<>();
    loop.execute(() -> {
      reaching = reached;
      opening++;
      connector.connect(loop, this);
    });
    return reached;
  }

  /// Has the thread run something soon. From any thread.
  public void execute(Runnable task) {
    loop.execute(task);
  }

  /// Has the thread run something at a time of `System.nanoTime`.
  public void at(long nanos, Runnable task) {
    var _ = loop.schedule(task, nanos - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  /// Sends a request, now or as soon as a connection has room.
  public void send(Exchange exchange) {
    Connection connection = next();
    if (connection != null) {
      connection.send(exchange);
      list(connection);
      return;
    }
    waiting.addLast(exchange);
    if (!open()) {
      waitedForRoom++;
    }
  }

  /// Requests that wait for a connection.
  public int waiting() {
    return waiting.size();
  }

  /// Connections that were made so far.
  public long opened() {
    return opened;
  }

  /// Requests so far that had to wait because all connections that are allowed were busy.
  public long waitedForRoom() {
    return waitedForRoom;
  }

  /// Gives up all requests, sent or not.
  public void abandon() {
    long now = System.nanoTime();
    drop(Failure.UNFINISHED, now, waiting.size());
    for (Connection connection : List.copyOf(open)) {
      connection.abandon(Failure.UNFINISHED);
    }
  }

  void close() {
    closed = true;
    abandon();
  }

  private @Nullable Connection next() {
    Connection connection = withRoom.pollLast();
    while (connection != null) {
      connection.listed(false);
      if (open.contains(connection) && connection.room() > 0) {
        return connection;
      }
      connection = withRoom.pollLast();
    }
    return null;
  }

  /// Opens connections for those that wait, and tells whether it was allowed to.
  private boolean open() {
    boolean allowed = open.size() + opening < most;
    if (allowed && opening < waiting.size()) {
      opening++;
      connector.connect(loop, this);
    }
    return allowed || opening >= waiting.size();
  }

  private void list(Connection connection) {
    if (connection.room() > 0 && !connection.listed()) {
      connection.listed(true);
      withRoom.addLast(connection);
    }
  }

  /// A connection is made.
  void connected(Connection connection) {
    opening--;
    opened++;
    CompletableFuture<@Nullable String> waits = reaching;
    if (waits != null) {
      reaching = null;
      waits.complete(null);
    }
    if (closed) {
      connection.abandon(Failure.UNFINISHED);
      return;
    }
    open.add(connection);
    roomIn(connection);
  }

  /// No connection could be made.
  void notConnected(String reason) {
    opening--;
    CompletableFuture<@Nullable String> waits = reaching;
    if (waits != null) {
      reaching = null;
      waits.complete(reason);
    }
    drop(Failure.CONNECT, System.nanoTime(), 1);
    if (!waiting.isEmpty() && !closed) {
      open();
    }
  }

  /// A connection has, or may have, room again.
  void roomIn(Connection connection) {
    while (!waiting.isEmpty() && connection.room() > 0) {
      connection.send(waiting.removeFirst());
    }
    list(connection);
  }

  /// A connection is no more.
  void gone(Connection connection) {
    open.remove(connection);
    if (!waiting.isEmpty() && !closed) {
      open();
    }
  }

  private void sweep() {
    long now = System.nanoTime();
    List<Connection> busy = new ArrayList<>(open);
    for (Connection connection : busy) {
      connection.expire(now - timeoutNanos, now);
    }
    while (!waiting.isEmpty() && now - waiting.getFirst().due() > timeoutNanos) {
      drop(Failure.NO_CONNECTION, now, 1);
    }
  }

  private void drop(Failure failure, long now, int count) {
    for (int i = 0; i < count && !waiting.isEmpty(); i++) {
      waiting.removeFirst().failed(failure, now);
    }
  }
}
