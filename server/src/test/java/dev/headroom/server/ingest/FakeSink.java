package dev.headroom.server.ingest;

import dev.headroom.signal.SignalSink;
import dev.headroom.signal.SignalType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/// A sink that keeps what it gets and answers what the test told it to.
final class FakeSink implements SignalSink {
  private final List<Accepted> requests = new CopyOnWriteArrayList<>();
  private volatile CompletableFuture<Receipt> answer =
      CompletableFuture.completedFuture(new Receipt.Accepted(1, 0, ""));

  record Accepted(SignalType signal, byte[] request) {}

  @Override
  public CompletableFuture<Receipt> accept(SignalType signal, byte[] request) {
    requests.add(new Accepted(signal, request));
    return answer;
  }

  void answer(Receipt receipt) {
    answer = CompletableFuture.completedFuture(receipt);
  }

  void answer(CompletableFuture<Receipt> later) {
    answer = later;
  }

  List<Accepted> requests() {
    return requests;
  }

  Accepted only() {
    if (requests.size() != 1) {
      throw new AssertionError("expected one request, got " + requests.size());
    }
    return requests.getFirst();
  }
}
