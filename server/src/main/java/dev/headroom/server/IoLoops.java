package dev.headroom.server;

import com.linecorp.armeria.common.util.ThreadFactories;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Makes the event loops that the ports share. Stateless.
final class IoLoops {
  private IoLoops() {}

  /// Loops that stop as soon as they are told to; Netty's own wait two seconds for late tasks,
  /// which there are none of once a server has let its requests end.
  static EventLoopGroup create(int threads, String name) {
    IoHandlerFactory handler =
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    return new MultiThreadIoEventLoopGroup(
        threads, ThreadFactories.newEventLoopThreadFactory(name, false), handler) {
      @Override
      public Future<?> shutdownGracefully() {
        return shutdownGracefully(0, 1, TimeUnit.SECONDS);
      }
    };
  }
}
