package dev.headroom.load.http;

import dev.headroom.load.plan.Answer;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/// A connection of HTTP/1.1: one request at a time.
final class Http1Connection extends ChannelInboundHandlerAdapter implements Connection {
  private final Client client;
  private final Channel channel;
  private @Nullable Exchange current;
  private @Nullable HttpResponse response;
  private final KeptBody body = new KeptBody();
  private long sent;
  private boolean closing;
  private boolean listed;

  Http1Connection(Client client, Channel channel) {
    this.client = client;
    this.channel = channel;
  }

  boolean toHead() {
    return current != null && current.request().isHead();
  }

  @Override
  public int room() {
    return current == null && !closing && channel.isActive() ? 1 : 0;
  }

  @Override
  public void send(Exchange exchange) {
    current = exchange;
    sent = System.nanoTime();
    exchange.sent(sent);
    var _ =
        channel.writeAndFlush(
            Unpooled.wrappedBuffer(exchange.request().http1()), channel.voidPromise());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (message instanceof HttpResponse start) {
        begin(start);
      }
      if (message instanceof HttpContent content) {
        take(content);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(HttpResponse start) {
    if (start.decoderResult().isFailure()) {
      abandon(Failure.PROTOCOL);
      return;
    }
    response = start;
    Exchange exchange = current;
    body.begin(exchange != null && exchange.request().keepsBody());
  }

  private void take(HttpContent content) {
    HttpResponse start = response;
    Exchange exchange = current;
    if (start == null || exchange == null) {
      return;
    }
    if (content.decoderResult().isFailure()) {
      abandon(Failure.PROTOCOL);
      return;
    }
    if (!body.add(content.content())) {
      abandon(Failure.TOO_LARGE);
      return;
    }
    if (content instanceof LastHttpContent) {
      response = null;
      if (start.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
        end(exchange, start);
      }
    }
  }

  private void end(Exchange exchange, HttpResponse start) {
    long now = System.nanoTime();
    current = null;
    closing = !HttpUtil.isKeepAlive(start);
    long bytes = body.length();
    Answer answer = new Answer(start.status().code(), start.headers()::get, body.bytes());
    // Room first: whoever waits comes before what the answer leads to, and that finds room here.
    if (closing) {
      var _ = channel.close();
    } else {
      client.roomIn(this);
    }
    exchange.answered(answer, bytes, now);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    abandon(Failure.CLOSED);
    client.gone(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    abandon(cause instanceof java.io.IOException ? Failure.CLOSED : Failure.PROTOCOL);
  }

  @Override
  public void expire(long sentBefore, long nanos) {
    if (current != null && sent - sentBefore < 0) {
      abandon(Failure.TIMEOUT);
    }
  }

  @Override
  public void abandon(Failure failure) {
    closing = true;
    Exchange exchange = current;
    current = null;
    if (exchange != null) {
      exchange.failed(failure, System.nanoTime());
    }
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
