package dev.headroom.load;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.IntToLongFunction;

/// An HTTP server that is a queue whose law is known: so many servers, and a service time for each
/// request in the order of arrival. One thread does all of it; what it measured of each request can
/// be asked for.
public final class QueueServer implements AutoCloseable {
  private final MultiThreadIoEventLoopGroup group;
  private final Channel channel;
  private final int servers;
  private final IntToLongFunction serviceNanos;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private final List<Served> served = new ArrayList<>();
  private final Function<FullHttpRequest, FullHttpResponse> answers;
  private int arrived;
  private int busy;

  /// A request and when the server saw it come, begin and end, in nanoseconds.
  public record Served(long arrived, long began, long ended) {
    public long service() {
      return ended - began;
    }
  }

  private record Waiting(
      ChannelHandlerContext context, FullHttpResponse answer, long arrived, long service) {}

  /// @param serviceNanos service time of each request by its number
  public QueueServer(int servers, IntToLongFunction serviceNanos) {
    this(servers, serviceNanos, _ -> text(200, "ok"), null);
  }

  /// @param answers what is answered once a request is served
  /// @param tls null for plain HTTP
  public QueueServer(
      int servers,
      IntToLongFunction serviceNanos,
      Function<FullHttpRequest, FullHttpResponse> answers,
      SslContext tls) {
    this.servers = servers;
    this.serviceNanos = serviceNanos;
    this.answers = answers;
    boolean epoll = Epoll.isAvailable();
    group =
        new MultiThreadIoEventLoopGroup(
            1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    channel =
        new ServerBootstrap()
            .group(group)
            .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 4096)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel connection) {
                    if (tls != null) {
                      connection.pipeline().addLast(tls.newHandler(connection.alloc()));
                    }
                    connection
                        .pipeline()
                        .addLast(
                            new HttpServerCodec(),
                            new HttpObjectAggregator(1 << 20),
                            new Arrival());
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
  }

  /// An answer.
  public static FullHttpResponse text(int status, String body) {
    FullHttpResponse answer =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(status),
            Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
    answer.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, answer.content().readableBytes());
    return answer;
  }

  public int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  public String url() {
    return "http://127.0.0.1:" + port();
  }

  /// Does nothing at all for a while: neither accepts, nor reads, nor answers.
  public void stall(Duration length) {
    group.execute(() -> {
      long until = System.nanoTime() + length.toNanos();
      for (long left = length.toNanos(); left > 0; left = until - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    });
  }

  /// What has been served so far, in the order of its end.
  public List<Served> served() {
    CompletableFuture<List<Served>> copy = new CompletableFuture<>();
    group.execute(() -> copy.complete(List.copyOf(served)));
    return copy.join();
  }

  private final class Arrival extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      long now = System.nanoTime();
      waiting.addLast(
          new Waiting(context, answers.apply(request), now, serviceNanos.applyAsLong(arrived++)));
      serve(now);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var _ = context.close();
    }
  }

  /// @param free when the server that takes the next one became free, or the next one came
  private void serve(long free) {
    while (busy < servers && !waiting.isEmpty()) {
      Waiting next = waiting.removeFirst();
      busy++;
      if (next.service() == 0) {
        end(next, free);
      } else {
        var _ = group.next().schedule(() -> end(next, free), next.service(), TimeUnit.NANOSECONDS);
      }
    }
  }

  private void end(Waiting request, long began) {
    busy--;
    long now = System.nanoTime();
    served.add(new Served(request.arrived(), began, now));
    var _ = request.context().writeAndFlush(request.answer());
    serve(now);
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
