package dev.headroom.signal;

import java.util.List;

/// The value of an attribute or a log body: OTLP's AnyValue. An empty AnyValue is [Empty].
public sealed interface Value {

  record Text(String value) implements Value {}

  record Bool(boolean value) implements Value {}

  record Int64(long value) implements Value {}

  record Float64(double value) implements Value {}

  /// @param hex the bytes in lower-case hexadecimal digits, so that equality is by content
  record Bytes(String hex) implements Value {}

  record Sequence(List<Value> values) implements Value {
    public Sequence {
      values = List.copyOf(values);
    }
  }

  record KeyValues(Attributes values) implements Value {}

  record Empty() implements Value {}

  /// The value as a person would write it: text as it is, the rest as JSON would have it.
  default String asText() {
    return switch (this) {
      case Text(String value) -> value;
      case Bool(boolean value) -> Boolean.toString(value);
      case Int64(long value) -> Long.toString(value);
      case Float64(double value) -> Double.toString(value);
      case Bytes(String hex) -> hex;
      case Sequence(List<Value> values) -> values.stream().map(Value::asText).toList().toString();
      case KeyValues(Attributes values) -> values.toString();
      case Empty() -> "";
    };
  }
}
