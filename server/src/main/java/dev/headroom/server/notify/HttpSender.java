package dev.headroom.server.notify;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Sends requests to targets: never follows a redirect, never waits longer than the time limit,
/// never reads more than 10 MiB of an answer. Thread-safe.
final class HttpSender implements AutoCloseable {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  private static final long MAX_ANSWER_BYTES = 10L << 20;
  private static final int QUOTED = 200;

  private final Duration limit;
  private final HttpClient client;

  /// @param limit for one whole exchange
  HttpSender(Duration limit) {
    this.limit = limit;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_LIMIT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /// Sends a request and returns the body of a good answer (2xx).
  ///
  /// @param body empty for none
  /// @throws DeliveryException when there is no answer or no good one
  String send(String method, String address, Map<String, String> headers, byte[] body)
      throws DeliveryException, InterruptedException {
    HttpResponse<byte[]> answer = exchange(request(method, address, headers, body));
    int status = answer.statusCode();
    String text = new String(answer.body(), StandardCharsets.UTF_8);
    if (status / 100 == 2) {
      return text;
    }
    boolean down = status >= 500 || status == 429 || status == 408;
    if (status / 100 == 3) {
      throw new DeliveryException(
          "answered " + status + ", a redirect, which is not followed", down);
    }
    String quoted = text.strip();
    throw new DeliveryException(
        "answered "
            + status
            + (quoted.isEmpty()
                ? ""
                : ": " + quoted.substring(0, Math.min(QUOTED, quoted.length()))),
        down,
        down ? retryAfter(answer) : Duration.ZERO);
  }

  /// In seconds, as RFC 9110 has it; its other form, a date, would need the target's clock.
  private static Duration retryAfter(HttpResponse<byte[]> answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .map(String::strip)
        .filter(seconds -> seconds.matches("[0-9]{1,9}"))
        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
        .orElse(Duration.ZERO);
  }

  private HttpRequest request(
      String method, String address, Map<String, String> headers, byte[] body)
      throws DeliveryException {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(address))
              .timeout(limit)
              .method(
                  method,
                  body.length == 0
                      ? HttpRequest.BodyPublishers.noBody()
                      : HttpRequest.BodyPublishers.ofByteArray(body));
      headers.forEach(request::header);
      return request.build();
    } catch (IllegalArgumentException e) {
      throw new DeliveryException("the address or a header cannot be used", true, e);
    }
  }

  private HttpResponse<byte[]> exchange(HttpRequest request)
      throws DeliveryException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw late(e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      // The client watches the same limit, and either may notice first.
      if (cause instanceof HttpTimeoutException
          && !(cause instanceof HttpConnectTimeoutException)) {
        throw late(cause);
      }
      if (cause instanceof IOException) {
        throw new DeliveryException("cannot be reached: " + told(cause), true, cause);
      }
      throw new DeliveryException("the request failed: " + told(cause), true, cause);
    } finally {
      answer.cancel(true);
    }
  }

  private DeliveryException late(Throwable cause) {
    return new DeliveryException("no answer within " + limit.toMillis() + " ms", true, cause);
  }

  private static String told(Throwable cause) {
    String message = cause.getMessage();
    return cause.getClass().getSimpleName() + (message == null ? "" : " (" + message + ")");
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
