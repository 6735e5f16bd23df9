package dev.headroom.load.http;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.load.plan.Target;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Event loops with connections to one target. Thread-safe.
public final class Engine implements AutoCloseable {
  private final EventLoopGroup group;
  private final List<Client> clients;
  private final List<Long> threads;

  private Engine(EventLoopGroup group, List<Client> clients, List<Long> threads) {
    this.group = group;
    this.clients = List.copyOf(clients);
    this.threads = List.copyOf(threads);
  }

  /// Finds the target and starts the loops; connections are made when requests need them.
  ///
  /// @throws HeadroomException when no address of the target takes a connection
  public static Engine open(Target target, EngineSettings settings) {
    InetSocketAddress address = reachable(target);
    Connector connector =
        new Connector(
            address, target.host(), target.tls() ? tls(settings) : null, settings.protocol());
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            settings.threads(), new DefaultThreadFactory("load", true), Connector.waiting());
    List<Client> clients = new ArrayList<>();
    List<Long> threads = new ArrayList<>();
    for (int i = 0; i < settings.threads(); i++) {
      EventLoop loop = group.next();
      int share = settings.connections() / settings.threads();
      int rest = settings.connections() % settings.threads();
      clients.add(
          new Client(loop, connector, share + (i < rest ? 1 : 0), settings.timeout().toNanos()));
      CompletableFuture<Long> id = new CompletableFuture<>();
      loop.execute(() -> id.complete(Thread.currentThread().threadId()));
      threads.add(id.join());
    }
    Engine engine = new Engine(group, clients, threads);
    String trouble = clients.getFirst().reach().join();
    if (trouble != null) {
      engine.close();
      throw unreachable(target, trouble);
    }
    return engine;
  }

  /// One for each event loop.
  public List<Client> clients() {
    return clients;
  }

  /// CPU time that the thread of each client has used so far, in nanoseconds.
  public long[] cpuNanos() {
    ThreadMXBean all = ManagementFactory.getThreadMXBean();
    return threads.stream().mapToLong(all::getThreadCpuTime).toArray();
  }

  /// Gives up what is in flight and ends the threads.
  @Override
  public void close() {
    clients.forEach(client -> client.execute(client::close));
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /// The first address of the target that takes a connection.
  private static InetSocketAddress reachable(Target target) {
    IOException last = null;
    try {
      for (InetAddress address : InetAddress.getAllByName(target.host())) {
        InetSocketAddress one = new InetSocketAddress(address, target.port());
        try (Socket socket = new Socket()) {
          socket.connect(one, (int) EngineSettings.CONNECT_TIMEOUT.toMillis());
          return one;
        } catch (IOException e) {
          last = e;
        }
      }
    } catch (IOException e) {
      last = e;
    }
    throw unreachable(target, last == null ? "it has no address" : Connector.reason(last));
  }

  private static HeadroomException unreachable(Target target, String reason) {
    return new HeadroomException(
        ErrorCode.UNREACHABLE, target.origin() + " cannot be reached: " + reason);
  }

  private static SslContext tls(EngineSettings settings) {
    try {
      SslContextBuilder context = SslContextBuilder.forClient();
      if (settings.insecure()) {
        context.trustManager(InsecureTrustManagerFactory.INSTANCE);
        context.endpointIdentificationAlgorithm(null);
      } else if (settings.trust() != null) {
        context.trustManager(settings.trust().toFile());
      }
      ApplicationProtocolConfig alpn = alpn(settings.protocol());
      if (alpn != null) {
        context.applicationProtocolConfig(alpn);
      }
      return context.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "trust is '" + settings.trust() + "'; expected PEM certificates (" + e.getMessage() + ")",
          e);
    }
  }

  private static @Nullable ApplicationProtocolConfig alpn(Protocol protocol) {
    List<String> names =
        switch (protocol) {
          case AUTO -> List.of(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1);
          case HTTP1 -> List.of();
          case HTTP2 -> List.of(ApplicationProtocolNames.HTTP_2);
        };
    return names.isEmpty()
        ? null
        : new ApplicationProtocolConfig(
            ApplicationProtocolConfig.Protocol.ALPN,
            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
            names);
  }
}
