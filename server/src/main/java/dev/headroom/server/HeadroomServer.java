package dev.headroom.server;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.metric.NoopMeterRegistry;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerPort;
import com.linecorp.armeria.server.ServerTlsConfig;
import com.linecorp.armeria.server.ServerTlsConfigBuilder;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.server.ServerConfig.Guard;
import dev.headroom.server.ingest.OtlpReceiver;
import dev.headroom.server.ingest.ReceiverStats;
import dev.headroom.signal.SignalSink;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.ClientAuth;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/// The three ports of the process: pages and API, OTLP over gRPC, OTLP over HTTP.
///
/// Built and started once, then closed; [#start] and [#close] are called by one thread.
public final class HeadroomServer implements AutoCloseable {
  /// Exporters are idle between two collections, a minute by default; they keep their connection.
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(5);

  /// Between telling HTTP/2 clients to open no more streams and closing their connection.
  private static final Duration CONNECTION_DRAIN = Duration.ofMillis(100);

  private static final Duration QUIET_PERIOD = Duration.ofMillis(50);

  private static final int MAX_CONNECTIONS = 10_000;
  private static final int MAX_STREAMS_PER_CONNECTION = 1_000;

  /// Load balancers ask without credentials.
  private static final String HEALTH_PATH = "/health";

  private static final int MAX_PAGE_REQUEST_BYTES = 10 << 20;

  private final ServerConfig config;
  private final EventLoopGroup eventLoops;
  private final OtlpReceiver receiver;
  private final Server grpc;
  private final Server http;
  private final Server pages;

  /// Loads and sets up what every HTTP server needs, so that the next one is made sooner. Takes a
  /// fifth of a second at the first call, and may be called while a store is being opened.
  public static void prepare() {
    Server.builder().service("/", (_, _) -> HttpResponse.of(HttpStatus.OK)).build();
  }

  /// @param stats where the receiver counts; shared with whoever shows it
  /// @param routes the services of the port of pages and API
  public HeadroomServer(
      ServerConfig config, SignalSink sink, ReceiverStats stats, List<Routes> routes) {
    this.config = config;
    this.eventLoops = IoLoops.create(Runtime.getRuntime().availableProcessors(), "http");
    this.receiver = new OtlpReceiver(sink, config.limits(), stats, config.ingest().tokens());
    this.grpc = otlpGrpc();
    this.http = otlpHttp();
    this.pages = pages(routes);
  }

  private Server otlpGrpc() {
    ServerBuilder server = builder(config.otlpGrpcPort(), config.ingest().tls());
    // The receiver has its own limit, which it answers in OTLP's words.
    server.maxRequestLength(0);
    receiver.addGrpc(server);
    return server.build();
  }

  private Server otlpHttp() {
    ServerBuilder server = builder(config.otlpHttpPort(), config.ingest().tls());
    server.maxRequestLength(0);
    receiver.addHttp(server, config.corsOrigins());
    return server.build();
  }

  private Server pages(List<Routes> routes) {
    ServerBuilder server = builder(config.port(), config.pages().tls());
    server.maxRequestLength(MAX_PAGE_REQUEST_BYTES);
    routes.forEach(group -> group.addTo(server));
    if (!config.pages().tokens().isEmpty()) {
      server.decorator(tokenCheck(config.pages()));
    }
    return server.build();
  }

  private ServerBuilder builder(int port, Optional<TlsFiles> tls) {
    ServerBuilder server =
        Server.builder()
            .port(
                new InetSocketAddress(config.bindAddress(), port),
                tls.isPresent() ? SessionProtocol.HTTPS : SessionProtocol.HTTP)
            .workerGroup(eventLoops, false)
            .bossGroupFactory(name -> IoLoops.create(1, name))
            // What is worth knowing is in the receiver's own counters.
            .meterRegistry(NoopMeterRegistry.get())
            .disableServerHeader()
            .requestTimeout(config.requestTimeout())
            .idleTimeout(IDLE_TIMEOUT)
            .maxNumConnections(MAX_CONNECTIONS)
            .http2MaxStreamsPerConnection(MAX_STREAMS_PER_CONNECTION)
            .connectionDrainDuration(CONNECTION_DRAIN)
            .gracefulShutdownTimeout(quietPeriod(config.shutdownGrace()), config.shutdownGrace())
            // The same as -Dio.netty.allocator.type=pooled: the default costs three times the CPU.
            .childChannelOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT);
    tls.ifPresent(files -> secure(server, files));
    return server;
  }

  /// How long no request must be in progress before a port closes. Zero would mean not to look.
  private static Duration quietPeriod(Duration grace) {
    return grace.compareTo(QUIET_PERIOD) < 0 ? grace : QUIET_PERIOD;
  }

  private static void secure(ServerBuilder server, TlsFiles files) {
    ServerTlsConfigBuilder tls = ServerTlsConfig.builder();
    files
        .clientAuthority()
        .ifPresent(authority ->
            tls.clientAuth(ClientAuth.REQUIRE)
                .tlsCustomizer(context -> context.trustManager(authority.toFile())));
    try {
      server.tlsProvider(new RenewableKeyPair(files), tls.build());
    } catch (IllegalArgumentException | UncheckedIOException unusable) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "TLS certificate '"
              + files.certificate()
              + "' and key '"
              + files.privateKey()
              + "' cannot be used; expected a PEM chain and its unencrypted PKCS#8 key",
          unusable);
    }
  }

  private static DecoratingHttpServiceFunction tokenCheck(Guard guard) {
    return (delegate, context, request) -> {
      String shown = request.headers().get(HttpHeaderNames.AUTHORIZATION);
      boolean open = context.path().equals(HEALTH_PATH);
      if (open || (shown != null && guard.tokens().admits(shown))) {
        return delegate.serve(context, request);
      }
      return HttpResponse.of(
          ResponseHeaders.builder(HttpStatus.UNAUTHORIZED)
              .contentType(MediaType.create("application", "problem+json"))
              .add(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer")
              .add(HttpHeaderNames.WWW_AUTHENTICATE, "Basic realm=\"Headroom\"")
              .build(),
          HttpData.ofUtf8(
              """
              {"type":"about:blank","title":"Unauthorized","status":401,\
              "detail":"expected an access token, as bearer token or as password of any user"}
              """));
    };
  }

  /// Binds the ports. Pages come first, so that somebody who looks sees the rest come up.
  public void start() {
    start("port", config.port(), pages);
    start("otlp-grpc-port", config.otlpGrpcPort(), grpc);
    start("otlp-http-port", config.otlpHttpPort(), http);
  }

  private void start(String name, int port, Server server) {
    try {
      server.start().join();
    } catch (CompletionException failed) {
      Throwable cause = failed.getCause() == null ? failed : failed.getCause();
      if (cause instanceof IOException) {
        throw new HeadroomException(
            ErrorCode.CONFLICT,
            name
                + " "
                + port
                + " on "
                + config.bindAddress().getHostAddress()
                + " cannot be bound ("
                + cause.getMessage()
                + "); expected a free port, or 0 to pick one",
            cause);
      }
      throw new HeadroomException(
          ErrorCode.INTERNAL, name + " " + port + " cannot be opened: " + cause, cause);
    }
  }

  /// Where the server listens; only after [#start].
  public BoundAddresses addresses() {
    return new BoundAddresses(
        BoundAddresses.uri(config.pages().tls().isPresent(), bound(pages)),
        BoundAddresses.uri(config.ingest().tls().isPresent(), bound(grpc)),
        BoundAddresses.uri(config.ingest().tls().isPresent(), bound(http)));
  }

  private static InetSocketAddress bound(Server server) {
    ServerPort port = server.activePort();
    if (port == null) {
      throw new IllegalStateException("the server has not been started");
    }
    return port.localAddress();
  }

  /// Takes no more requests, lets those in progress end within the grace period, then stops.
  @Override
  public void close() {
    CompletableFuture.allOf(
            Stream.of(grpc, http, pages).map(Server::stop).toArray(CompletableFuture[]::new))
        .join();
    receiver.close();
    eventLoops.shutdownGracefully().syncUninterruptibly();
  }
}
