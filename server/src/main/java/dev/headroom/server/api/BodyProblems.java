package dev.headroom.server.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.headroom.base.ErrorCode;
import dev.headroom.query.Closest;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/// Says what is wrong with a JSON body.
final class BodyProblems {
  private BodyProblems() {}

  static ApiProblem of(IOException failure) {
    return switch (failure) {
      case UnrecognizedPropertyException e -> unknown(e);
      case InvalidFormatException e ->
          problem(
              path(e),
              String.valueOf(e.getValue()),
              e.getTargetType().getSimpleName().equals("Instant")
                  ? "a time like 2026-01-31T12:00:00Z"
                  : "a " + e.getTargetType().getSimpleName());
      case JsonMappingException e -> problem(path(e), "", "a JSON object of the documented form");
      case JsonProcessingException e ->
          new ApiProblem(
              ErrorCode.INVALID,
              "the body is no JSON (line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr()
                  + "); expected a JSON object",
              null,
              null,
              "a JSON object");
      default ->
          new ApiProblem(
              ErrorCode.INVALID,
              "the body cannot be read; expected a JSON object",
              null,
              null,
              "a JSON object");
    };
  }

  private static ApiProblem unknown(UnrecognizedPropertyException e) {
    List<String> known = e.getKnownPropertyIds().stream().map(Object::toString).sorted().toList();
    String meant =
        Closest.to(e.getPropertyName(), known).map(n -> ", did you mean '" + n + "'?").orElse("");
    return new ApiProblem(
        ErrorCode.INVALID,
        "unknown field '" + e.getPropertyName() + "'" + meant,
        e.getPropertyName(),
        null,
        "one of " + String.join(", ", known));
  }

  private static ApiProblem problem(String field, String value, String expected) {
    String subject = field.isEmpty() ? "the body" : field;
    String quoted = value.isEmpty() ? "" : " '" + value + "'";
    return new ApiProblem(
        ErrorCode.INVALID,
        subject + quoted + " is not valid; expected " + expected,
        field.isEmpty() ? null : field,
        value.isEmpty() ? null : value,
        expected);
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
        .collect(Collectors.joining("."));
  }
}
