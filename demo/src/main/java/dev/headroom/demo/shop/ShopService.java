package dev.headroom.demo.shop;

import dev.headroom.demo.wire.Router;

/// One service of the shop inside its process.
interface ShopService extends AutoCloseable {
  /// The routes it answers; called once before the server starts.
  Router routes();

  /// Starts work that no request triggers; called once, when the shop is complete.
  default void start() {}

  @Override
  void close();
}
