package dev.headroom.server.api;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.OperationName;
import dev.headroom.base.ServiceName;
import dev.headroom.base.TimeWindow;
import dev.headroom.query.Closest;
import dev.headroom.query.Page;
import dev.headroom.query.WindowRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A request whose parameters are known to the endpoint, read by type.
final class ApiRequest {
  private static final Set<String> SORTS_OF_TEXT =
      Set.of("service", "operation", "environment", "owner", "metric", "type");

  private final Map<String, List<String>> values;
  private final Instant now;
  private final byte[] body;
  private final Json json;

  /// @param values path and query parameters, decoded
  /// @throws ApiProblem when a parameter is unknown, missing, or given too often
  ApiRequest(
      Endpoint endpoint, Map<String, List<String>> values, Instant now, byte[] body, Json json) {
    this.values = values;
    this.now = now;
    this.body = body;
    this.json = json;
    List<String> known = endpoint.parameters().stream().map(ApiParameter::name).toList();
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        throw unknown(name, known, values);
      }
    }
    endpoint.parameters().forEach(this::check);
  }

  private static ApiProblem unknown(
      String name, List<String> known, Map<String, List<String>> values) {
    String meant = Closest.to(name, known).map(n -> ", did you mean '" + n + "'?").orElse("");
    String expected = known.isEmpty() ? "no parameters" : "one of " + String.join(", ", known);
    return new ApiProblem(
        ErrorCode.INVALID,
        "unknown parameter '" + name + "'" + meant,
        name,
        values.getOrDefault(name, List.of("")).getFirst(),
        expected);
  }

  private void check(ApiParameter parameter) {
    List<String> given = all(parameter.name());
    if (given.size() > 1 && !parameter.repeated()) {
      throw invalid(parameter.name(), given.toString(), "a single value");
    }
    if (given.isEmpty() && parameter.required()) {
      throw invalid(parameter.name(), null, parameter.description());
    }
    for (String value : given) {
      if (!parameter.choices().isEmpty() && !parameter.choices().contains(value)) {
        String meant =
            Closest.to(value, parameter.choices())
                .map(n -> ", did you mean '" + n + "'?")
                .orElse("");
        throw invalid(
            parameter.name(), value, "one of " + String.join(", ", parameter.choices()) + meant);
      }
    }
  }

  static ApiProblem invalid(String field, @Nullable String value, String expected) {
    return new ApiProblem(
        ErrorCode.INVALID,
        value == null
            ? field + " is missing; expected " + expected
            : field + " '" + value + "' is not valid; expected " + expected,
        field,
        value,
        expected);
  }

  List<String> all(String name) {
    return values.getOrDefault(name, List.of()).stream().filter(v -> !v.isEmpty()).toList();
  }

  /// The value, empty when it is not given.
  String text(String name) {
    return all(name).stream().findFirst().orElse("");
  }

  /// The value, null when it is not given.
  @Nullable String given(String name) {
    String value = text(name);
    return value.isEmpty() ? null : value;
  }

  boolean flag(String name) {
    return text(name).equalsIgnoreCase("true");
  }

  int number(String name, int usual) {
    String text = text(name);
    if (text.isEmpty()) {
      return usual;
    }
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw invalid(name, text, "a whole number");
    }
  }

  /// The window, null when none is given.
  @Nullable TimeWindow givenWindow() {
    return given("from") == null && given("to") == null && given("range") == null ? null : window();
  }

  TimeWindow window() {
    return new WindowRequest(given("from"), given("to"), given("range")).resolve(now);
  }

  /// Unless told otherwise figures go from large to small and names from A to Z.
  Page page() {
    String sort = text("sort");
    return new Page(
        sort,
        text("order").isEmpty() ? !SORTS_OF_TEXT.contains(sort) : text("order").equals("desc"),
        text("filter"),
        given("cursor"),
        limit());
  }

  int limit() {
    int limit = number("limit", Page.USUAL_LIMIT);
    if (limit < 1 || limit > Page.MAX_LIMIT) {
      throw invalid("limit", Integer.toString(limit), "1 to " + Page.MAX_LIMIT);
    }
    return limit;
  }

  @Nullable ServiceName service() {
    String name = given("service");
    return name == null ? null : new ServiceName(name);
  }

  ServiceName requiredService() {
    return new ServiceName(text("service"));
  }

  OperationName requiredOperation() {
    return new OperationName(text("operation"));
  }

  /// Repeated `key=value` pairs.
  Map<String, String> pairs(String name) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : all(name)) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw invalid(name, pair, "key=value");
      }
      String key = pair.substring(0, equals);
      String value = pair.substring(equals + 1);
      String before = pairs.putIfAbsent(key, value);
      if (before != null && !before.equals(value)) {
        throw invalid(name, pair, "each key once; '" + key + "' is given twice");
      }
    }
    return pairs;
  }

  /// When it was asked.
  Instant now() {
    return now;
  }

  /// The body as it came.
  byte[] bytes() {
    return body;
  }

  /// Reads the body.
  ///
  /// @throws ApiProblem that names the field at fault
  <T> T body(Class<T> type) {
    if (body.length == 0) {
      throw new ApiProblem(
          ErrorCode.INVALID,
          "the body is empty; expected a JSON object",
          null,
          null,
          "a JSON object");
    }
    try {
      return json.read(body, type);
    } catch (IOException e) {
      throw BodyProblems.of(e);
    }
  }
}
