package dev.headroom.app.crash;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import dev.headroom.signal.SignalType;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// An exporter: sends one request after the other and repeats each until it is acknowledged.
final class Sender implements Runnable {
  private static final Map<SignalType, String> HTTP =
      Map.of(
          SignalType.TRACES, "/v1/traces",
          SignalType.METRICS, "/v1/metrics",
          SignalType.LOGS, "/v1/logs");
  private static final Map<SignalType, String> GRPC =
      Map.of(
          SignalType.TRACES, "trace.v1.TraceService",
          SignalType.METRICS, "metrics.v1.MetricsService",
          SignalType.LOGS, "logs.v1.LogsService");

  private static final long PAUSE_NANOS = 5_000_000;

  private final Load load;
  private final boolean grpc;
  private final AtomicReference<@Nullable ServerProcess> server;
  private final BooleanSupplier running;
  final AtomicInteger repeated = new AtomicInteger();
  final AtomicInteger refused = new AtomicInteger();

  /// @param server asked before each attempt, since it moves when it restarts
  Sender(
      Load load,
      boolean grpc,
      AtomicReference<@Nullable ServerProcess> server,
      BooleanSupplier running) {
    this.load = load;
    this.grpc = grpc;
    this.server = server;
    this.running = running;
  }

  @Override
  public void run() {
    while (running.getAsBoolean()) {
      Load.Request request = load.next();
      while (!attempt(request)) {
        repeated.incrementAndGet();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      load.acknowledged(request);
    }
  }

  private boolean attempt(Load.Request request) {
    ServerProcess target = server.get();
    if (target == null) {
      return false;
    }
    try {
      return grpc ? sendGrpc(target.grpc(), request) : sendHttp(target.http(), request);
    } catch (CompletionException e) {
      // Killed before it answered.
      return false;
    }
  }

  private boolean sendHttp(URI at, Load.Request request) {
    AggregatedHttpResponse response =
        WebClient.of(at)
            .execute(
                RequestHeaders.of(
                    HttpMethod.POST,
                    HTTP.get(request.signal()),
                    HttpHeaderNames.CONTENT_TYPE,
                    "application/x-protobuf"),
                request.payload())
            .aggregate()
            .join();
    if (response.status().equals(HttpStatus.OK)) {
      if (!response.content().isEmpty()) {
        throw new AssertionError("partial success: " + response.contentUtf8());
      }
      return true;
    }
    if (response.status().equals(HttpStatus.SERVICE_UNAVAILABLE)) {
      refused.incrementAndGet();
      return false;
    }
    throw new AssertionError("not to be repeated: " + response.status());
  }

  private boolean sendGrpc(URI at, Load.Request request) {
    byte[] payload = request.payload();
    byte[] frame =
        ByteBuffer.allocate(5 + payload.length)
            .put((byte) 0)
            .putInt(payload.length)
            .put(payload)
            .array();
    AggregatedHttpResponse response =
        WebClient.of("h2c://" + at.getAuthority())
            .execute(
                HttpRequest.of(
                    RequestHeaders.of(
                        HttpMethod.POST,
                        "/opentelemetry.proto.collector." + GRPC.get(request.signal()) + "/Export",
                        HttpHeaderNames.CONTENT_TYPE,
                        "application/grpc",
                        HttpHeaderNames.TE,
                        "trailers"),
                    HttpData.wrap(frame)))
            .aggregate()
            .join();
    String status = response.trailers().get("grpc-status");
    if (status == null) {
      status = response.headers().get("grpc-status");
    }
    if ("0".equals(status)) {
      return true;
    }
    if (status == null || "14".equals(status) || "1".equals(status)) {
      refused.incrementAndGet();
      return false;
    }
    throw new AssertionError("not to be repeated: " + status + " " + response.headers());
  }
}
