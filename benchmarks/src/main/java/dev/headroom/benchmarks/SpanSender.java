package dev.headroom.benchmarks;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.zip.GZIPOutputStream;

/// Sends encoded requests, a few at a time, and repeats what the server refuses for now.
final class SpanSender {
  private static final int IN_FLIGHT = 8;
  private static final int ATTEMPTS = 50;
  private static final ClientFactory FACTORY = ClientFactory.builder().workerGroup(2).build();

  private final WebClient client;
  private final RequestHeaders headers;
  private final Predicate<AggregatedHttpResponse> accepted;
  private final LongAdder refused = new LongAdder();

  private SpanSender(
      String address, RequestHeaders headers, Predicate<AggregatedHttpResponse> accepted) {
    this.client =
        WebClient.builder(address).factory(FACTORY).responseTimeout(Duration.ofMinutes(1)).build();
    this.headers = headers;
    this.accepted = accepted;
  }

  /// OTLP over gRPC; the bodies must be framed.
  static SpanSender grpc(String address, boolean gzip) {
    RequestHeadersBuilder headers =
        RequestHeaders.builder(
                HttpMethod.POST, "/opentelemetry.proto.collector.trace.v1.TraceService/Export")
            .contentType(MediaType.parse("application/grpc"))
            .add("te", "trailers");
    if (gzip) {
      headers.add("grpc-encoding", "gzip");
    }
    return new SpanSender(
        address.replace("http://", "h2c://"),
        headers.build(),
        reply ->
            "0"
                .equals(
                    reply.trailers().get("grpc-status", reply.headers().get("grpc-status", ""))));
  }

  /// Zipkin's own endpoint, as its reporters use it: HTTP/1.1, protobuf.
  static SpanSender zipkin(String address, boolean gzip) {
    RequestHeadersBuilder headers =
        RequestHeaders.builder(HttpMethod.POST, "/api/v2/spans")
            .contentType(MediaType.parse("application/x-protobuf"));
    if (gzip) {
      headers.add("content-encoding", "gzip");
    }
    return new SpanSender(
        address.replace("http://", "h1c://"),
        headers.build(),
        reply -> reply.status().code() == 202);
  }

  /// A gRPC message: flag, length, bytes.
  static byte[] frame(byte[] message, boolean compressed) {
    return ByteBuffer.allocate(message.length + 5)
        .put((byte) (compressed ? 1 : 0))
        .putInt(message.length)
        .put(message)
        .array();
  }

  static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    }
    return out.toByteArray();
  }

  /// Returns when all are accepted; fails when the server goes on refusing one.
  void send(List<byte[]> requests) throws InterruptedException {
    Semaphore slots = new Semaphore(IN_FLIGHT);
    LongAdder lost = new LongAdder();
    for (byte[] request : requests) {
      slots.acquire();
      Thread.startVirtualThread(() -> {
        try {
          sendOne(request, lost);
        } finally {
          slots.release();
        }
      });
    }
    slots.acquire(IN_FLIGHT);
    if (lost.sum() > 0) {
      throw new IllegalStateException(lost.sum() + " requests were not accepted");
    }
  }

  /// How a paced sending went.
  ///
  /// @param seconds from the first request to the last answer
  /// @param medianMillis between the time a request was due and its acceptance
  record Pace(double seconds, double medianMillis, double longestMillis) {}

  /// Sends a request every so many nanoseconds, whether or not those before were answered; those
  /// refused are sent again. Returns when all are accepted.
  Pace send(List<byte[]> requests, long intervalNanos) throws InterruptedException {
    LongAdder lost = new LongAdder();
    long[] waited = new long[requests.size()];
    CountDownLatch open = new CountDownLatch(requests.size());
    long start = System.nanoTime();
    for (int i = 0; i < waited.length; i++) {
      int number = i;
      long due = start + i * intervalNanos;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      Thread.startVirtualThread(() -> {
        try {
          sendOne(requests.get(number), lost);
        } finally {
          waited[number] = System.nanoTime() - due;
          open.countDown();
        }
      });
    }
    open.await();
    double seconds = (System.nanoTime() - start) / 1e9;
    if (lost.sum() > 0) {
      throw new IllegalStateException(lost.sum() + " requests were not accepted");
    }
    Arrays.sort(waited);
    return new Pace(seconds, waited[waited.length / 2] / 1e6, waited[waited.length - 1] / 1e6);
  }

  /// Requests the server refused and that were sent again.
  long refused() {
    return refused.sum();
  }

  private void sendOne(byte[] request, LongAdder lost) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (accepted.test(
          client.execute(HttpRequest.of(headers, HttpData.wrap(request))).aggregate().join())) {
        return;
      }
      refused.increment();
      try {
        Thread.sleep(200);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    lost.increment();
  }
}
