package dev.headroom.server.ingest;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.cors.CorsService;
import dev.headroom.server.auth.AccessTokens;
import dev.headroom.signal.SignalSink;
import dev.headroom.signal.SignalType;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/// The OTLP receiver as a whole: adds its services to the servers of the two OTLP ports.
///
/// Closed after those servers have stopped.
public final class OtlpReceiver implements AutoCloseable {
  private static final Duration PREFLIGHT_AGE = Duration.ofHours(2);

  private final Decompressor decompressor = new Decompressor();
  private final JsonTranscoder transcoder;
  private final ExecutorService heavyWork;
  private final Receiver receiver;
  private final TokenGate gate;

  /// @param tokens of which every request must carry one; none are asked for when it is empty
  public OtlpReceiver(
      SignalSink sink, IngestLimits limits, ReceiverStats stats, AccessTokens tokens) {
    this.transcoder = new JsonTranscoder(limits.maxRequestBytes());
    // Bounded by the byte budget, which counts every request that waits here.
    this.heavyWork =
        Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(),
            Thread.ofPlatform().name("otlp-unpack-", 0).daemon().factory());
    this.receiver = new Receiver(sink, limits, stats, heavyWork);
    this.gate = new TokenGate(tokens);
  }

  /// Adds OTLP over gRPC.
  public void addGrpc(ServerBuilder server) {
    for (SignalType signal : SignalType.values()) {
      server.service(
          OtlpGrpcService.path(signal), new OtlpGrpcService(signal, receiver, decompressor, gate));
    }
    server.service(Route.ofCatchAll(), OtlpFallbacks::unknownMethod);
    server.errorHandler(OtlpFallbacks::grpcError);
  }

  /// Adds OTLP over HTTP.
  public void addHttp(ServerBuilder server, CorsOrigins origins) {
    for (SignalType signal : SignalType.values()) {
      server.service(
          OtlpHttpService.path(signal),
          cors(origins)
              .apply(new OtlpHttpService(signal, receiver, decompressor, transcoder, gate)));
    }
    server.service(Route.ofCatchAll(), OtlpFallbacks::unknownPath);
    server.errorHandler(OtlpFallbacks::httpError);
  }

  private static Function<? super HttpService, ? extends HttpService> cors(CorsOrigins origins) {
    return CorsService.builder(origins::allows)
        .allowRequestMethods(HttpMethod.POST)
        .allowAllRequestHeaders(true)
        .exposeHeaders(HttpHeaderNames.RETRY_AFTER)
        .maxAge(PREFLIGHT_AGE)
        .newDecorator();
  }

  @Override
  public void close() {
    heavyWork.close();
    decompressor.close();
  }
}
