package dev.headroom.load.http;

import dev.headroom.load.plan.Answer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2ChannelDuplexHandler;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2FrameStreamException;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A connection of HTTP/2: as many requests at a time as the server allows.
final class Http2Connection extends Http2ChannelDuplexHandler implements Connection {
  /// A stream may send so much before it must be told to go on; the connection a multiple of it.
  private static final int WINDOW = 1 << 20;

  private static final int CONNECTION_WINDOW = 1 << 24;

  /// More at a time than this makes no difference, whatever the server allows.
  private static final int MOST_STREAMS = 1000;

  private final Client client;
  private final Channel channel;
  private final Http2FrameCodec codec;
  private final Connector.Outcome outcome;
  private final IdentityHashMap<Http2FrameStream, Open> streams = new IdentityHashMap<>();
  private int most = MOST_STREAMS;

  /// Streams that are over for us and not yet for the codec, which still counts them.
  private int ending;

  private boolean ready;
  private boolean closing;
  private boolean listed;

  /// A request in flight.
  private static final class Open {
    private final Exchange exchange;
    private final long sent;
    private final KeptBody body = new KeptBody();
    private @Nullable Http2Headers headers;
    private @Nullable Http2Headers trailers;

    Open(Exchange exchange, long sent) {
      this.exchange = exchange;
      this.sent = sent;
    }

    @Nullable String header(String name) {
      String lower = name.toLowerCase(java.util.Locale.ROOT);
      CharSequence value = trailers == null ? null : trailers.get(lower);
      if (value == null && headers != null) {
        value = headers.get(lower);
      }
      return value == null ? null : value.toString();
    }
  }

  private Http2Connection(
      Client client, Channel channel, Http2FrameCodec codec, Connector.Outcome outcome) {
    this.client = client;
    this.channel = channel;
    this.codec = codec;
    this.outcome = outcome;
  }

  /// Puts the codec into the pipeline; the connection is ready when the server's settings have
  /// come.
  static void install(Channel channel, Connector.Outcome outcome) {
    Http2FrameCodec codec =
        Http2FrameCodecBuilder.forClient()
            .initialSettings(
                Http2Settings.defaultSettings().pushEnabled(false).initialWindowSize(WINDOW))
            .build();
    channel
        .pipeline()
        .addLast(codec, new Http2Connection(outcome.client(), channel, codec, outcome));
  }

  @Override
  public int room() {
    return ready && !closing && channel.isActive()
        ? Math.max(0, most - streams.size() - ending)
        : 0;
  }

  @Override
  public void send(Exchange exchange) {
    Request request = exchange.request();
    Http2FrameStream stream = newStream();
    long now = System.nanoTime();
    streams.put(stream, new Open(exchange, now));
    exchange.sent(now);
    byte[] body = request.body();
    channel
        .write(new DefaultHttp2HeadersFrame(headers(request), body == null).stream(stream))
        .addListener(written -> {
          if (!written.isSuccess()) {
            end(stream, Failure.CLOSED);
          }
        });
    if (body != null) {
      ByteBuf content = Unpooled.wrappedBuffer(body);
      var _ = channel.write(new DefaultHttp2DataFrame(content, true).stream(stream));
    }
    channel.flush();
  }

  private static Http2Headers headers(Request request) {
    Http2Headers headers =
        new DefaultHttp2Headers(false)
            .method(request.method())
            .path(request.path())
            .scheme(request.target().tls() ? "https" : "http")
            .authority(request.target().authority());
    for (Request.Field field : request.headers()) {
      if (field.name().equals("host")) {
        headers.authority(field.value());
      } else {
        headers.add(field.name(), field.value());
      }
    }
    byte[] body = request.body();
    if (body != null && !request.grpc()) {
      headers.addInt("content-length", body.length);
    }
    return headers;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      switch (message) {
        case Http2HeadersFrame frame -> headers(frame);
        case Http2DataFrame frame -> data(frame);
        case Http2SettingsFrame frame -> settings(frame.settings());
        case Http2ResetFrame frame -> end(frame.stream(), Failure.CLOSED);
        case Http2GoAwayFrame frame -> goAway(frame);
        default -> {}
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void settings(Http2Settings settings) {
    Long streamsAllowed = settings.maxConcurrentStreams();
    if (streamsAllowed != null) {
      most = (int) Math.min(MOST_STREAMS, streamsAllowed);
    }
    if (!ready) {
      ready = true;
      widen();
      outcome.ready(this);
    }
  }

  /// The window of the connection cannot be set, only widened.
  private void widen() {
    try {
      var connection = codec.connection();
      codec
          .decoder()
          .flowController()
          .incrementWindowSize(connection.connectionStream(), CONNECTION_WINDOW);
      channel.flush();
    } catch (io.netty.handler.codec.http2.Http2Exception e) {
      throw new IllegalStateException("a window of 16 MiB is allowed by the protocol", e);
    }
  }

  private void headers(Http2HeadersFrame frame) {
    Open open = streams.get(frame.stream());
    if (open == null) {
      return;
    }
    if (open.headers == null) {
      CharSequence status = frame.headers().status();
      boolean informational = status != null && status.length() == 3 && status.charAt(0) == '1';
      if (!informational) {
        open.headers = frame.headers();
        open.body.begin(open.exchange.request().keepsBody());
      }
    } else {
      open.trailers = frame.headers();
    }
    if (frame.isEndStream()) {
      answered(frame.stream(), open);
    }
  }

  private void data(Http2DataFrame frame) {
    Http2FrameStream stream = frame.stream();
    Open open = streams.get(stream);
    boolean fits = open == null || open.body.add(frame.content());
    // Even when the stream is over: the connection's window must be given back.
    var _ =
        channel.write(
            new DefaultHttp2WindowUpdateFrame(frame.initialFlowControlledBytes()).stream(stream));
    if (!fits) {
      reset(stream);
      end(stream, Failure.TOO_LARGE);
    } else if (frame.isEndStream() && open != null) {
      answered(stream, open);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
  }

  private void answered(Http2FrameStream stream, Open open) {
    streams.remove(stream);
    long now = System.nanoTime();
    afterEnd();
    String status = open.header(":status");
    if (open.headers == null || status == null || !status.matches("[0-9]{3}")) {
      open.exchange.failed(Failure.PROTOCOL, now);
    } else {
      open.exchange.answered(
          new Answer(Integer.parseInt(status), open::header, open.body.bytes()),
          open.body.length(),
          now);
    }
  }

  private void end(Http2FrameStream stream, Failure failure) {
    Open open = streams.remove(stream);
    if (open != null) {
      afterEnd();
      open.exchange.failed(failure, System.nanoTime());
    }
  }

  private void afterEnd() {
    ending++;
    if (ending == 1) {
      channel.eventLoop().execute(this::ended);
    }
  }

  private void ended() {
    ending = 0;
    if (closing && streams.isEmpty()) {
      var _ = channel.close();
    } else {
      client.roomIn(this);
    }
  }

  /// No more requests over this connection; those that the server never looked at are over.
  private void goAway(Http2GoAwayFrame frame) {
    closing = true;
    int last = frame.lastStreamId();
    for (Http2FrameStream stream : List.copyOf(streams.keySet())) {
      if (stream.id() > last) {
        end(stream, Failure.CLOSED);
      }
    }
    if (streams.isEmpty()) {
      var _ = channel.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    abandon(Failure.CLOSED);
    client.gone(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof Http2FrameStreamException failure) {
      end(failure.stream(), Failure.PROTOCOL);
    } else {
      abandon(cause instanceof java.io.IOException ? Failure.CLOSED : Failure.PROTOCOL);
    }
  }

  @Override
  public void expire(long sentBefore, long nanos) {
    for (Map.Entry<Http2FrameStream, Open> each : List.copyOf(streams.entrySet())) {
      if (each.getValue().sent - sentBefore < 0) {
        reset(each.getKey());
        end(each.getKey(), Failure.TIMEOUT);
      }
    }
  }

  private void reset(Http2FrameStream stream) {
    var _ = channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL).stream(stream));
  }

  @Override
  public void abandon(Failure failure) {
    closing = true;
    List<Open> left = List.copyOf(streams.values());
    streams.clear();
    long now = System.nanoTime();
    left.forEach(open -> open.exchange.failed(failure, now));
    var _ = channel.close();
  }

  @Override
  public boolean listed() {
    return listed;
  }

  @Override
  public void listed(boolean listed) {
    this.listed = listed;
  }
}
