package dev.headroom.server.api;

import dev.headroom.base.ErrorCode;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// A caller's mistake whose field, value and expectation are known apart.
final class ApiProblem extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final @Nullable String field;
  private final @Nullable String value;
  private final @Nullable String expected;

  ApiProblem(
      ErrorCode code,
      String message,
      @Nullable String field,
      @Nullable String value,
      @Nullable String expected) {
    super(message);
    this.code = code;
    this.field = field;
    this.value = value;
    this.expected = expected;
  }

  ErrorCode code() {
    return code;
  }

  @Nullable String field() {
    return field;
  }

  @Nullable String value() {
    return value;
  }

  @Nullable String expected() {
    return expected;
  }

  String detail() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
