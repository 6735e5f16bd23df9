package dev.headroom.load.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Makes connections to the target. Thread-safe.
final class Connector {
  private static final int DEEPEST_CAUSE = 10;
  private static final String CLOSED_EARLY =
      "closed by the target before the protocol was agreed on";

  private final InetSocketAddress address;
  private final String host;
  private final @Nullable SslContext tls;
  private final Protocol protocol;

  /// @param host for TLS: whose certificate is expected
  Connector(InetSocketAddress address, String host, @Nullable SslContext tls, Protocol protocol) {
    this.address = address;
    this.host = host;
    this.tls = tls;
    this.protocol = protocol;
  }

  /// What loops wait with: epoll where there is one, as its timers are finer than a millisecond.
  static IoHandlerFactory waiting() {
    return Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
  }

  /// What went wrong at the bottom of it.
  static String reason(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; i < DEEPEST_CAUSE && cause.getCause() != null; i++) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null || message.isEmpty() ? cause.getClass().getSimpleName() : message;
  }

  /// Makes a connection and tells the client, on its thread, what came of it.
  void connect(EventLoop loop, Client client) {
    Outcome outcome = new Outcome(client);
    ChannelFuture future =
        new Bootstrap()
            .group(loop)
            .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                (int) EngineSettings.CONNECT_TIMEOUT.toMillis())
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    prepare(channel, outcome);
                  }
                })
            .connect(address);
    future.addListener(_ -> {
      if (!future.isSuccess()) {
        outcome.failed(reason(future.cause()));
      }
    });
    // Later than whatever else there is to tell of the end.
    future
        .channel()
        .closeFuture()
        .addListener(_ -> loop.execute(() -> outcome.failed(CLOSED_EARLY)));
  }

  /// Tells the client once, whatever else happens.
  static final class Outcome {
    private final Client client;
    private boolean told;

    Outcome(Client client) {
      this.client = client;
    }

    Client client() {
      return client;
    }

    void ready(Connection connection) {
      if (!told) {
        told = true;
        client.connected(connection);
      }
    }

    void failed(String reason) {
      if (!told) {
        told = true;
        client.notConnected(reason);
      }
    }
  }

  private void prepare(Channel channel, Outcome outcome) {
    SslContext context = tls;
    if (context == null) {
      channel
          .pipeline()
          .addLast(new OnceActive(() -> speak(channel, protocol == Protocol.HTTP2, outcome)));
      return;
    }
    var ssl = context.newHandler(channel.alloc(), host, address.getPort());
    ssl.setHandshakeTimeoutMillis(EngineSettings.CONNECT_TIMEOUT.toMillis());
    ssl.handshakeFuture()
        .addListener(shaken -> {
          if (!shaken.isSuccess()) {
            outcome.failed("TLS: " + reason(shaken.cause()));
          }
        });
    channel.pipeline().addLast(ssl, new Negotiated(channel, outcome));
  }

  private static void speak(Channel channel, boolean http2, Outcome outcome) {
    if (http2) {
      Http2Connection.install(channel, outcome);
      return;
    }
    Http1Connection connection = new Http1Connection(outcome.client(), channel);
    channel.pipeline().addLast(new Responses(connection::toHead), connection);
    outcome.ready(connection);
  }

  /// Does something as soon as the connection stands, then leaves the pipeline.
  private static final class OnceActive extends io.netty.channel.ChannelInboundHandlerAdapter {
    private final Runnable then;

    OnceActive(Runnable then) {
      this.then = then;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      then.run();
      context.fireChannelActive();
      context.pipeline().remove(this);
    }
  }

  /// Speaks what TLS agreed on.
  private final class Negotiated extends ApplicationProtocolNegotiationHandler {
    private final Channel channel;
    private final Outcome outcome;

    Negotiated(Channel channel, Outcome outcome) {
      super(ApplicationProtocolNames.HTTP_1_1);
      this.channel = channel;
      this.outcome = outcome;
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext context, String agreed) {
      boolean http2 = agreed.equals(ApplicationProtocolNames.HTTP_2);
      if (protocol == Protocol.HTTP2 && !http2) {
        outcome.failed("the target does not speak HTTP/2");
        var _ = context.close();
        return;
      }
      speak(channel, http2, outcome);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      outcome.failed("TLS: " + reason(cause));
      var _ = context.close();
    }

    @Override
    protected void handshakeFailure(ChannelHandlerContext context, Throwable cause) {
      outcome.failed("TLS: " + reason(cause));
      var _ = context.close();
    }
  }
}
