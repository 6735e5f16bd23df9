package dev.headroom.signal;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// Writes values as JSON.
final class JsonText {
  private JsonText() {}

  static void object(Map<String, Value> values, StringBuilder out) {
    out.append('{');
    boolean first = true;
    for (Map.Entry<String, Value> entry : values.entrySet()) {
      if (!first) {
        out.append(',');
      }
      first = false;
      quoted(entry.getKey(), out);
      out.append(':');
      value(entry.getValue(), out);
    }
    out.append('}');
  }

  private static void value(Value value, StringBuilder out) {
    switch (value) {
      case Value.Text(String text) -> quoted(text, out);
      case Value.Bool(boolean flag) -> out.append(flag);
      case Value.Int64(long number) -> out.append(number);
      case Value.Float64(double number) -> {
        if (Double.isFinite(number)) {
          out.append(number);
        } else {
          quoted(Double.toString(number), out);
        }
      }
      case Value.Bytes(String hex) -> quoted(hex, out);
      case Value.Sequence(List<Value> values) -> {
        out.append('[');
        for (int i = 0; i < values.size(); i++) {
          if (i > 0) {
            out.append(',');
          }
          value(values.get(i), out);
        }
        out.append(']');
      }
      case Value.KeyValues(Attributes attributes) -> object(attributes.values(), out);
      case Value.Empty() -> out.append("null");
    }
  }

  private static void quoted(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20 || (Character.isSurrogate(c) && !paired(text, i))) {
            out.append("\\u").append(HexFormat.of().toHexDigits((short) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static boolean paired(String text, int i) {
    char c = text.charAt(i);
    return Character.isHighSurrogate(c)
        ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }
}
