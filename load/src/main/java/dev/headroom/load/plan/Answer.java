package dev.headroom.load.plan;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a target answered, for checks and captures. One thread at a time.
public final class Answer {
  private static final JsonMapper JSON = new JsonMapper();

  private final int status;
  private final Function<String, @Nullable String> headers;
  private final byte[] body;
  private @Nullable String text;
  private @Nullable JsonNode json;

  /// @param headers the value of a header by its name in any case, and of a trailer
  /// @param body empty unless the request asked to keep it
  public Answer(int status, Function<String, @Nullable String> headers, byte[] body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  public int status() {
    return status;
  }

  @Nullable String header(String name) {
    return headers.apply(name);
  }

  /// The body as UTF-8.
  String text() {
    String known = text;
    if (known == null) {
      known = new String(body, StandardCharsets.UTF_8);
      text = known;
    }
    return known;
  }

  /// The body as JSON; missing when it is none.
  JsonNode json() {
    JsonNode known = json;
    if (known == null) {
      known = parsed();
      json = known;
    }
    return known;
  }

  private JsonNode parsed() {
    try {
      JsonNode tree = JSON.readTree(body);
      return tree == null ? MissingNode.getInstance() : tree;
    } catch (JacksonException _) {
      return MissingNode.getInstance();
    } catch (IOException e) {
      throw new IllegalStateException("an array cannot fail to be read", e);
    }
  }
}
