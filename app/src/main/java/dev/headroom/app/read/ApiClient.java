package dev.headroom.app.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// Asks the HTTP API.
public final class ApiClient {
  private static final JsonMapper JSON = new JsonMapper();

  private final URI server;
  private final @Nullable String token;

  /// A parameter; null values are left out.
  public record Parameter(String name, @Nullable Object value) {}

  ApiClient(URI server, @Nullable String token) {
    this.server = server;
    this.token = token;
  }

  /// The answer as it came.
  ///
  /// @throws HeadroomException with the server's own words when it refuses, and `UNREACHABLE` when
  ///   there is none
  JsonNode get(String path, List<Parameter> parameters) throws InterruptedException {
    StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
    for (Parameter parameter : parameters) {
      if (parameter.value() != null) {
        query.add(parameter.name() + "=" + encoded(parameter.value().toString()));
      }
    }
    return answer(HttpRequest.newBuilder(server.resolve(path + query)));
  }

  /// Sends a body, or none when it is null, by another method than GET.
  ///
  /// @throws HeadroomException like [#get]
  JsonNode send(String method, String path, @Nullable JsonNode body) throws InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path));
    if (body == null) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, HttpRequest.BodyPublishers.ofString(body.toString()));
    }
    return answer(request);
  }

  private JsonNode answer(HttpRequest.Builder request) throws InterruptedException {
    request.timeout(Duration.ofSeconds(60));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    try (HttpClient client =
        HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
      HttpResponse<byte[]> reply =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      JsonNode body = JSON.readTree(reply.body());
      if (reply.statusCode() / 100 != 2) {
        throw new HeadroomException(
            reply.statusCode() == 404 ? ErrorCode.NOT_FOUND : ErrorCode.INVALID,
            body.path("detail").asText("the server answered " + reply.statusCode()));
      }
      return body;
    } catch (IOException e) {
      throw new HeadroomException(
          ErrorCode.UNREACHABLE,
          "no Headroom answers at " + server + "; start one with 'headroom serve' or give --server",
          e);
    }
  }

  /// A text as part of a path.
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
