package dev.headroom.load.http;

/// A connection that requests are sent over. On the thread of its client.
interface Connection {

  /// How many more requests it can take now.
  int room();

  /// Sends a request; there must be room.
  void send(Exchange exchange);

  /// Gives up requests that were sent before a time.
  void expire(long sentBefore, long nanos);

  /// Gives up all requests and closes.
  void abandon(Failure failure);

  /// Whether it waits among those with room.
  boolean listed();

  void listed(boolean listed);
}
