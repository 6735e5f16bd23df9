package dev.headroom.demo.wire;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;

/// Calls other services, blocking. Thread safe.
public final class ServiceClient {
  private static final int CONNECT_ATTEMPTS = 2;

  private final HttpClient client;
  private final Endpoints endpoints;
  private final Duration timeout;

  /// A client that gives up after `timeout` per call.
  public ServiceClient(Endpoints endpoints, Duration timeout) {
    this.endpoints = endpoints;
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
  }

  /// Reads from a service.
  public Reply get(String service, String target) {
    return call("GET", service, target, "");
  }

  /// Posts a text to a service.
  public Reply post(String service, String target, String body) {
    return call("POST", service, target, body);
  }

  /// Like [#get], but an answer of 400 and above is a [DownstreamException].
  public String fetch(String service, String target) {
    return body(service, target, get(service, target));
  }

  /// Like [#post], but an answer of 400 and above is a [DownstreamException].
  public String submit(String service, String target, String body) {
    return body(service, target, post(service, target, body));
  }

  private static String body(String service, String target, Reply reply) {
    if (!reply.isSuccess()) {
      throw new DownstreamException(
          502, service + " answered " + reply.status() + " to " + target + ": " + reply.body());
    }
    return reply.body();
  }

  private Reply call(String method, String service, String target, String body) {
    for (int attempt = 1; ; attempt++) {
      try {
        return send(method, URI.create(endpoints.next(service) + target), body);
      } catch (ConnectException e) {
        // An instance that was just replaced: the next turn reaches another one.
        if (attempt == CONNECT_ATTEMPTS) {
          throw new DownstreamException(503, "cannot connect to " + service, e);
        }
      } catch (HttpTimeoutException e) {
        throw new DownstreamException(
            504, service + " did not answer within " + timeout.toMillis() + " ms", e);
      } catch (IOException e) {
        throw new DownstreamException(502, "connection to " + service + " broke", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DownstreamException(503, "interrupted while calling " + service, e);
      }
    }
  }

  private Reply send(String method, URI uri, String body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(timeout)
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    return Reply.of(response.statusCode(), response.body());
  }
}
