package dev.headroom.server;

import com.linecorp.armeria.server.ServerBuilder;

/// A group of services on the port of pages and API.
@FunctionalInterface
public interface Routes {

  /// Adds the services; called once, before the server starts.
  void addTo(ServerBuilder server);
}
