package dev.headroom.server.api;

import com.linecorp.armeria.common.HttpMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One thing that the API can be asked: all that serving and documenting it needs.
///
/// @param path with `{name}` for path parameters
/// @param operationId its name in the document
/// @param parameters path and query parameters; what is not listed is refused
/// @param body the record that is sent; null for none
/// @param status of a good answer
/// @param answer the record that comes back
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
