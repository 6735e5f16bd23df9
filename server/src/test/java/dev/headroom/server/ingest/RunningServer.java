package dev.headroom.server.ingest;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServerBuilder;
import dev.headroom.server.HeadroomServer;
import dev.headroom.server.ServerConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/// A server on free ports with a fake sink, as tests need it.
final class RunningServer implements AutoCloseable {
  final FakeSink sink = new FakeSink();
  final ReceiverStats stats = new ReceiverStats();
  private final HeadroomServer server;

  RunningServer(UnaryOperator<ServerConfig> change) {
    ServerConfig quick =
        ServerConfig.builder()
            .port(0)
            .otlpGrpcPort(0)
            .otlpHttpPort(0)
            .shutdownGrace(Duration.ZERO)
            .build();
    server = new HeadroomServer(change.apply(quick), sink, stats, List.of(RunningServer::addPage));
    server.start();
  }

  private static void addPage(ServerBuilder server) {
    server.service("/", (context, request) -> HttpResponse.of("home"));
    server.service("/health", (context, request) -> HttpResponse.of("fine"));
  }

  static RunningServer start() {
    return new RunningServer(UnaryOperator.identity());
  }

  /// With a request limit in bytes.
  static RunningServer limited(int maxRequestBytes) {
    return new RunningServer(
        config -> withLimits(config, new IngestLimits(maxRequestBytes, 2L * maxRequestBytes)));
  }

  static ServerConfig withLimits(ServerConfig config, IngestLimits limits) {
    return config.toBuilder().limits(limits).build();
  }

  URI grpc() {
    return server.addresses().otlpGrpc();
  }

  URI http() {
    return server.addresses().otlpHttp();
  }

  URI pages() {
    return server.addresses().pages();
  }

  @Override
  public void close() {
    server.close();
  }
}
