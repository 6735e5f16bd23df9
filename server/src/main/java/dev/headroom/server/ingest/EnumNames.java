package dev.headroom.server.ingest;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The names of an OTLP enum. JSON has to write numbers; some senders write names all the same.
///
/// @param prefix what all names begin with
/// @param numbers by full name
record EnumNames(String prefix, Map<String, Integer> numbers) {

  EnumNames {
    numbers = Map.copyOf(numbers);
  }

  /// The names of the enum with that prefix, null when there is none.
  static @Nullable EnumNames of(String prefix) {
    return switch (prefix) {
      case "SPAN_KIND" ->
          numbered(
              prefix,
              List.of("UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"));
      case "STATUS_CODE" -> numbered(prefix, List.of("UNSET", "OK", "ERROR"));
      case "AGGREGATION_TEMPORALITY" ->
          numbered(prefix, List.of("UNSPECIFIED", "DELTA", "CUMULATIVE"));
      case "SEVERITY_NUMBER" -> severities(prefix);
      default -> null;
    };
  }

  private static EnumNames numbered(String prefix, List<String> names) {
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      numbers.put(prefix + "_" + names.get(i), i);
    }
    return new EnumNames(prefix, numbers);
  }

  private static EnumNames severities(String prefix) {
    Map<String, Integer> numbers = new HashMap<>();
    numbers.put(prefix + "_UNSPECIFIED", 0);
    int number = 1;
    for (String level : List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")) {
      for (String step : List.of("", "2", "3", "4")) {
        numbers.put(prefix + "_" + level + step, number++);
      }
    }
    return new EnumNames(prefix, numbers);
  }

  /// The number of the name, -1 when unknown.
  int number(String name) {
    return numbers.getOrDefault(name, -1);
  }
}
