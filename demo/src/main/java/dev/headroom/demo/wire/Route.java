package dev.headroom.demo.wire;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A method and a path pattern with `{name}` parts, such as `GET /products/{id}`.
public record Route(String method, String template, Handler handler) {

  /// The values of the `{name}` parts when the path fits.
  Optional<Map<String, String>> match(String requestMethod, String path) {
    if (!requestMethod.equals(method)) {
      return Optional.empty();
    }
    List<String> pattern = List.of(template.split("/", -1));
    List<String> parts = List.of(path.split("/", -1));
    if (pattern.size() != parts.size()) {
      return Optional.empty();
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      String expected = pattern.get(i);
      if (expected.startsWith("{")) {
        values.put(expected.substring(1, expected.length() - 1), parts.get(i));
      } else if (!expected.equals(parts.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(values);
  }

  /// Answers one request.
  @FunctionalInterface
  public interface Handler {
    /// May throw; see [Router] for how failures are answered.
    Reply handle(Call call) throws Exception;
  }
}
