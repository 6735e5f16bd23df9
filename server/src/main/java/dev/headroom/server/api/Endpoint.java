package dev.headroom.server.api;

import com.linecorp.armeria.common.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One thing that the API can be asked: all that serving and documenting it needs.
///
/// @param path with `{name}` for path parameters
/// @param operationId its name in the document
/// @param parameters path and query parameters; what is not listed is refused
/// @param body the record that is sent, [String] for a text in YAML or JSON; null for none
/// @param status of a good answer
/// @param answer the record that comes back; [String] for a text in YAML, a `JsonNode` for any JSON
///   object
record Endpoint(
    HttpMethod method,
    String path,
    String operationId,
    String summary,
    List<ApiParameter> parameters,
    @Nullable Class<?> body,
    int status,
    Class<?> answer,
    Handler handler) {
  Endpoint {
    parameters = List.copyOf(parameters);
  }

  /// An answer whose status is not the usual one.
  record Answer(int status, Object view) {}

  /// An answer that is no JSON of a record.
  ///
  /// @param type its media type
  record Document(String type, byte[] bytes) {

    static Document text(String type, String text) {
      return new Document(type + "; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /// Whether a text is sent, in YAML or JSON, that is no record.
  boolean takesText() {
    return String.class.equals(body);
  }

  /// Whether a text in YAML comes back.
  boolean givesText() {
    return answer.equals(String.class);
  }

  /// Works the answer out; runs on a thread that may block.
  interface Handler {
    Object answer(ApiRequest request);
  }

  static Endpoint get(
      String path,
      String operationId,
      String summary,
      List<ApiParameter> parameters,
      Class<?> answer,
      Handler handler) {
    return new Endpoint(
        HttpMethod.GET, path, operationId, summary, parameters, null, 200, answer, handler);
  }
}
