package dev.headroom.load.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// An HTTP/2 server of tests: answers `ok` after a while, big bodies under `/big`, resets streams
/// under `/reset`, and to gRPC the status that the path ends with.
public final class Http2Server implements AutoCloseable {
  static final int BIG = 3_000_000;

  public record Seen(String method, String path, String scheme, String contentType, byte[] body) {}

  public final List<Seen> seen = new CopyOnWriteArrayList<>();
  final AtomicInteger connections = new AtomicInteger();
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel channel;

  public Http2Server(SslContext tls, int streams, long delayMillis) {
    channel =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel connection) {
                    connections.incrementAndGet();
                    if (tls != null) {
                      connection.pipeline().addLast(tls.newHandler(connection.alloc()));
                    }
                    connection
                        .pipeline()
                        .addLast(
                            Http2FrameCodecBuilder.forServer()
                                .initialSettings(
                                    Http2Settings.defaultSettings().maxConcurrentStreams(streams))
                                .build(),
                            new Http2MultiplexHandler(
                                new ChannelInitializer<>() {
                                  @Override
                                  protected void initChannel(Channel stream) {
                                    stream.pipeline().addLast(new Stream(delayMillis));
                                  }
                                }));
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
  }

  public int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  private final class Stream extends ChannelInboundHandlerAdapter {
    private final long delayMillis;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private Http2Headers headers;

    Stream(long delayMillis) {
      this.delayMillis = delayMillis;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      boolean end = false;
      if (message instanceof Http2HeadersFrame frame) {
        headers = frame.headers();
        end = frame.isEndStream();
      } else if (message instanceof Http2DataFrame frame) {
        byte[] part = new byte[frame.content().readableBytes()];
        frame.content().readBytes(part);
        body.writeBytes(part);
        end = frame.isEndStream();
      }
      ReferenceCountUtil.release(message);
      if (end) {
        var _ =
            context.executor().schedule(() -> answer(context), delayMillis, TimeUnit.MILLISECONDS);
      }
    }

    private void answer(ChannelHandlerContext context) {
      String path = headers.path().toString();
      CharSequence type = headers.get("content-type");
      seen.add(
          new Seen(
              headers.method().toString(),
              path,
              headers.scheme().toString(),
              type == null ? "" : type.toString(),
              body.toByteArray()));
      if (path.startsWith("/reset")) {
        var _ = context.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
        return;
      }
      var _ =
          context.write(
              new DefaultHttp2HeadersFrame(
                  new DefaultHttp2Headers().status("200").add("x-answer", "yes")));
      byte[] content =
          path.startsWith("/big") ? new byte[BIG] : "ok".getBytes(StandardCharsets.UTF_8);
      boolean grpc = type != null && type.toString().equals("application/grpc");
      var _ = context.write(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(content), !grpc));
      if (grpc) {
        String status = path.substring(path.lastIndexOf('/') + 1);
        var _ =
            context.write(
                new DefaultHttp2HeadersFrame(
                    new DefaultHttp2Headers().add("grpc-status", status), true));
      }
      context.flush();
    }
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
