package dev.headroom.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.headroom.demo.shop.ReleaseVersion;
import dev.headroom.demo.trouble.Trouble;
import dev.headroom.demo.trouble.TroubleSwitches;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// The launcher's own HTTP endpoint, on the loopback interface only.
///
/// - `GET /admin/troubles` lists the troubles and their states;
/// - `POST /admin/troubles/{name}?on=true` switches one;
/// - `POST /admin/deployments/{service}?version=1.2.3` rolls a service to a version;
/// - `GET /admin/status` shows processes and traffic.
final class AdminServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final TroubleSwitches troubles;
  private final Supplier<String> status;
  private final Deployer deployer;

  private AdminServer(
      HttpServer server, TroubleSwitches troubles, Supplier<String> status, Deployer deployer) {
    this.server = server;
    this.troubles = troubles;
    this.status = status;
    this.deployer = deployer;
  }

  static AdminServer start(
      int port, TroubleSwitches troubles, Supplier<String> status, Deployer deployer)
      throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 16);
    AdminServer admin = new AdminServer(server, troubles, status, deployer);
    server.setExecutor(admin.threads);
    server.createContext("/admin/", admin::handle);
    server.start();
    return admin;
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answer(exchange);
      byte[] body = (answer.json() + "\n").getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("content-type", "application/json");
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Answer answer(HttpExchange exchange) {
    String[] path = exchange.getRequestURI().getPath().split("/", -1);
    String query = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
    boolean post = exchange.getRequestMethod().equals("POST");
    try {
      if (path.length == 3 && path[2].equals("troubles") && !post) {
        return new Answer(200, troublesJson());
      }
      if (path.length == 3 && path[2].equals("status") && !post) {
        return new Answer(200, status.get());
      }
      if (path.length == 4 && path[2].equals("troubles") && post) {
        troubles.set(Trouble.named(path[3]), isOn(query));
        return new Answer(200, troublesJson());
      }
      if (path.length == 4 && path[2].equals("deployments") && post) {
        ReleaseVersion version = ReleaseVersion.parse(value(query, "version"));
        deployer.deploy(path[3], version);
        return new Answer(202, Json.object(Json.field("deploying", path[3] + " " + version)));
      }
      return new Answer(404, Json.object(Json.field("error", "no such admin page")));
    } catch (IllegalArgumentException e) {
      return new Answer(400, Json.object(Json.field("error", String.valueOf(e.getMessage()))));
    }
  }

  private String troublesJson() {
    return Json.array(
        Arrays.stream(Trouble.values())
            .map(trouble ->
                Json.object(
                    Json.field("name", trouble.key()),
                    Json.field("on", troubles.isOn(trouble)),
                    Json.field("service", trouble.service()),
                    Json.field("effect", trouble.effect())))
            .toList());
  }

  private static boolean isOn(String query) {
    Map<String, Boolean> states = Map.of("true", true, "false", false);
    Boolean state = states.get(value(query, "on"));
    if (state == null) {
      throw new IllegalArgumentException("on '" + value(query, "on") + "', expected true or false");
    }
    return state;
  }

  private static String value(String query, String name) {
    return Arrays.stream(query.split("&", -1))
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> pair.substring(name.length() + 1))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("query parameter '" + name + "' is missing"));
  }

  /// Starts a rollout in the background.
  @FunctionalInterface
  interface Deployer {
    /// Throws [IllegalArgumentException] for a service that does not exist.
    void deploy(String service, ReleaseVersion version);
  }

  private record Answer(int status, String json) {}
}
