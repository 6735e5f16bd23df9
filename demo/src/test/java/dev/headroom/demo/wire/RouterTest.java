package dev.headroom.demo.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RouterTest {
  private final Endpoints endpoints = new Endpoints();
  private final ServiceClient client = new ServiceClient(endpoints, Duration.ofSeconds(10));
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    Router router =
        new Router()
            .get("/items/{id}", call -> Reply.ok("item " + call.pathNumber("id")))
            .get("/items", call -> Reply.ok("query " + call.parameter("q")))
            .post("/items/{id}/parts", call -> Reply.ok("part " + call.body()))
            .get("/late", call -> slow())
            .get("/broken", call -> broken());
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    server.createContext("/", router::handle);
    server.start();
    endpoints.set("localhost", List.of(server.getAddress().getPort()));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void routesMatchByMethodAndParts() {
    assertThat(client.get("localhost", "/items/7")).isEqualTo(Reply.ok("item 7"));
    assertThat(client.get("localhost", "/items?a=1&q=two%20words"))
        .isEqualTo(Reply.ok("query two words"));
    assertThat(client.post("localhost", "/items/7/parts", "x")).isEqualTo(Reply.ok("part x"));
    assertThat(client.get("localhost", "/items/7/parts").status()).isEqualTo(404);
    assertThat(client.get("localhost", "/items/7/8/9").status()).isEqualTo(404);
  }

  @Test
  void failuresBecomeStatuses() {
    assertThat(client.get("localhost", "/items/seven"))
        .isEqualTo(Reply.of(400, "id 'seven', expected a whole number"));
    assertThat(client.get("localhost", "/items").status()).isEqualTo(400);
    assertThat(client.get("localhost", "/late").status()).isEqualTo(504);
    assertThat(client.get("localhost", "/broken").status()).isEqualTo(500);
  }

  private static Reply slow() {
    throw new DownstreamException(504, "too late");
  }

  private static Reply broken() {
    throw new IllegalStateException("broken on purpose");
  }
}
