package dev.headroom.server.api;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An error as the API tells it (RFC 9457 problem details).
///
/// @param type a stable address of the sort of error
/// @param title the sort of error in words
/// @param detail what went wrong this time
/// @param code the [ErrorCode]'s name
/// @param retryable whether the very same request may succeed later
/// @param field the parameter or field at fault, null when none is
/// @param value what it was
/// @param expected what it should be
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    String code,
    boolean retryable,
    @Nullable String field,
    @Nullable String value,
    @Nullable String expected) {

  private static final String EXPECTED = "; expected ";

  /// The title of each code: the one place where they are told apart for people.
  static String title(ErrorCode code) {
    return switch (code) {
      case INVALID -> "The request cannot be right";
      case NOT_FOUND -> "There is no such thing";
      case TOO_LARGE -> "The request is too large";
      case UNSUPPORTED -> "The media type is not spoken here";
      case CONFLICT -> "The change contradicts what is stored";
      case UNAUTHENTICATED -> "Credentials are missing or wrong";
      case FORBIDDEN -> "The credentials do not allow this";
      case OVERLOADED -> "Too much at once";
      case STORAGE_FULL -> "The disk is full";
      case UNREACHABLE -> "A server cannot be reached";
      case INTERNAL -> "Headroom failed";
    };
  }

  private static String type(ErrorCode code) {
    return "urn:headroom:problem:" + code.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Problem of(ErrorCode code, int status, String detail) {
    return new Problem(
        type(code), title(code), status, detail, code.name(), code.retryable(), null, null, null);
  }

  static Problem of(ApiProblem problem) {
    ErrorCode code = problem.code();
    return new Problem(
        type(code),
        title(code),
        code.httpStatus(),
        problem.detail(),
        code.name(),
        code.retryable(),
        problem.field(),
        problem.value(),
        problem.expected());
  }

  /// Messages start with the field at fault and end with what was expected; both are told apart
  /// where the field is a parameter of the request.
  ///
  /// @param given the request's parameters, the first value of each
  static Problem of(HeadroomException failure, Map<String, String> given) {
    ErrorCode code = failure.code();
    String message = failure.getMessage() == null ? "" : failure.getMessage();
    String field = null;
    for (String name : given.keySet()) {
      if (message.startsWith(name + " ") && (field == null || name.length() > field.length())) {
        field = name;
      }
    }
    int expected = message.indexOf(EXPECTED);
    return new Problem(
        type(code),
        title(code),
        code.httpStatus(),
        message,
        code.name(),
        code.retryable(),
        field,
        field == null ? null : given.get(field),
        expected < 0 ? null : message.substring(expected + EXPECTED.length()));
  }
}
