package dev.headroom.demo.wire;

import com.sun.net.httpserver.HttpExchange;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.instrumentation.api.semconv.http.HttpServerRoute;
import io.opentelemetry.instrumentation.api.semconv.http.HttpServerRouteSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Finds the handler of a request and turns failures into statuses.
///
/// The agent only knows the context path of the JDK's server, so the router reports the route's
/// template itself. Routes are added before the server starts; afterwards it is thread safe.
public final class Router {
  private static final Logger LOG = Logger.getLogger("shop.http");

  private final List<Route> routes = new ArrayList<>();

  /// Adds `GET template`.
  public Router get(String template, Route.Handler handler) {
    routes.add(new Route("GET", template, handler));
    return this;
  }

  /// Adds `POST template`.
  public Router post(String template, Route.Handler handler) {
    routes.add(new Route("POST", template, handler));
    return this;
  }

  /// Answers an exchange; never throws for what a handler does.
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Reply reply = answer(exchange);
      byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("content-type", "text/plain; charset=utf-8");
      exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
      if (body.length > 0) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private Reply answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getPath();
    for (Route route : routes) {
      Optional<Map<String, String>> values = route.match(method, path);
      if (values.isPresent()) {
        HttpServerRoute.update(
            Context.current(), HttpServerRouteSource.CONTROLLER, route.template());
        String query = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
        return run(route, new Call(values.get(), query, headers(exchange), body));
      }
    }
    return Reply.of(404, "no such page");
  }

  private static Reply run(Route route, Call call) {
    try {
      return route.handler().handle(call);
    } catch (BadCallException e) {
      LOG.log(Level.WARNING, "Bad request to {0}: {1}", new Object[] {route.template(), e});
      return Reply.of(400, String.valueOf(e.getMessage()));
    } catch (DownstreamException e) {
      Span.current().recordException(e);
      LOG.log(Level.SEVERE, e, () -> "Request to " + route.template() + " failed downstream");
      return Reply.of(e.status(), "a service behind this one failed");
    } catch (Exception e) {
      Span.current().recordException(e);
      LOG.log(Level.SEVERE, e, () -> "Request to " + route.template() + " failed");
      return Reply.of(500, "internal error");
    }
  }

  private static Map<String, String> headers(HttpExchange exchange) {
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    return headers;
  }
}
