package dev.headroom.load.http;

import dev.headroom.load.plan.Answer;

/// A request on its way and whoever waits for the answer. All is called on the thread of the client
/// it was given to; exactly one of `answered` and `failed` comes, once. Times are those of
/// `System.nanoTime`.
public interface Exchange {
  Request request();

  /// When the request should have started.
  long due();

  /// It is being written to a connection.
  void sent(long nanos);

  /// The last byte of the answer is here.
  ///
  /// @param bytes of the body
  void answered(Answer answer, long bytes, long nanos);

  /// There will be no answer.
  void failed(Failure failure, long nanos);
}
