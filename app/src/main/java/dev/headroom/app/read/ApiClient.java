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
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// Speaks to the HTTP API.
public final class ApiClient {
  private static final JsonMapper JSON = new JsonMapper();

  private final URI server;
  private final @Nullable String token;

  /// A parameter; null values are left out.
  public record Parameter(String name, @Nullable Object value) {}

  /// What came back, whatever the status.
  public record Reply(int status, byte[] body) {

    /// The body as JSON.
    ///
    /// @throws HeadroomException when it is none
    public JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new HeadroomException(
            ErrorCode.INTERNAL,
            "the server answered " + status + " with something else than JSON",
            e);
      }
    }

    /// Refuses every status but a good one.
    ///
    /// @throws HeadroomException with the server's own words
    public Reply good() {
      if (status / 100 == 2) {
        return this;
      }
      JsonNode problem = json();
      throw new HeadroomException(
          code(problem.path("code").asText("")),
          problem.path("detail").asText("the server answered " + status));
    }

    private ErrorCode code(String name) {
      try {
        return ErrorCode.valueOf(name.toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException _) {
        return status == 404 ? ErrorCode.NOT_FOUND : ErrorCode.INVALID;
      }
    }
  }

  public ApiClient(URI server, @Nullable String token) {
    this.server = server;
    this.token = token;
  }

  /// The answer as it came.
  ///
  /// @throws HeadroomException with the server's own words when it refuses, and `UNREACHABLE` when
  ///   there is none
  public JsonNode get(String path, List<Parameter> parameters) throws InterruptedException {
    return send("GET", path, parameters, "", new byte[0]).good().json();
  }

  /// Sends a body, or none when it is null, by another method than GET.
  ///
  /// @throws HeadroomException like [#get]
  JsonNode send(String method, String path, @Nullable JsonNode body) throws InterruptedException {
    return body == null
        ? send(method, path, List.of(), "", new byte[0]).good().json()
        : send(
                method,
                path,
                List.of(),
                "application/json",
                body.toString().getBytes(StandardCharsets.UTF_8))
            .good()
            .json();
  }

  /// What the server answers to a request.
  ///
  /// @param type of the body; empty for no body
  /// @throws HeadroomException with `UNREACHABLE` when no server answers
  public Reply send(
      String method, String path, List<Parameter> parameters, String type, byte[] body)
      throws InterruptedException {
    StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
    for (Parameter parameter : parameters) {
      if (parameter.value() != null) {
        query.add(parameter.name() + "=" + encoded(parameter.value().toString()));
      }
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(path + query)).timeout(Duration.ofSeconds(60));
    if (type.isEmpty()) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", type)
          .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
    }
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    try (HttpClient client =
        HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
      HttpResponse<byte[]> reply =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return new Reply(reply.statusCode(), reply.body());
    } catch (IOException e) {
      throw new HeadroomException(
          ErrorCode.UNREACHABLE,
          "no Headroom answers at " + server + "; start one with 'headroom serve' or give --server",
          e);
    }
  }

  /// A text as part of a path or query.
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
