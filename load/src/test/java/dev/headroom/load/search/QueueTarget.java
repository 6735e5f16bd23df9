package dev.headroom.load.search;

import dev.headroom.load.QueueServer;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;

/// A target with a known law for the commands: prints its address and serves until it is ended.
final class QueueTarget {
  private QueueTarget() {}

  /// @param args servers, mean service time in milliseconds, seed; the service times are
  ///   exponential
  public static void main(String[] args) throws InterruptedException {
    double meanNanos = Double.parseDouble(args[1]) * 1e6;
    SplittableRandom random = new SplittableRandom(Long.parseLong(args[2]));
    try (QueueServer server =
        new QueueServer(
            Integer.parseInt(args[0]),
            _ -> Math.round(-meanNanos * Math.log(1 - random.nextDouble())))) {
      System.out.println(server.url());
      new CountDownLatch(1).await();
    }
  }
}
