package dev.headroom.server.api;

import java.util.List;

/// A parameter that an endpoint understands.
///
/// @param in where it stands
/// @param type its JSON type: `string`, `integer` or `boolean`
/// @param repeated whether it may be given several times
/// @param example shown in the document, empty for none
/// @param choices the values allowed; empty for any
record ApiParameter(
    String name,
    In in,
    String type,
    boolean required,
    boolean repeated,
    String description,
    String example,
    List<String> choices) {
  ApiParameter {
    choices = List.copyOf(choices);
  }

  enum In {
    PATH,
    QUERY
  }

  static ApiParameter path(String name, String description, String example) {
    return new ApiParameter(name, In.PATH, "string", true, false, description, example, List.of());
  }

  static ApiParameter text(String name, String description, String example) {
    return new ApiParameter(
        name, In.QUERY, "string", false, false, description, example, List.of());
  }

  static ApiParameter number(String name, String description, String example) {
    return new ApiParameter(
        name, In.QUERY, "integer", false, false, description, example, List.of());
  }

  static ApiParameter choice(String name, String description, String... choices) {
    return new ApiParameter(
        name, In.QUERY, "string", false, false, description, "", List.of(choices));
  }

  static ApiParameter flag(String name, String description) {
    return new ApiParameter(
        name, In.QUERY, "boolean", false, false, description, "", List.of("true", "false"));
  }

  ApiParameter manyTimes() {
    return new ApiParameter(name, in, type, required, true, description, example, choices);
  }

  ApiParameter mustBeGiven() {
    return new ApiParameter(name, in, type, true, repeated, description, example, choices);
  }
}
