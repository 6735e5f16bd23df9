package dev.headroom.server.openslo;

import dev.headroom.server.openslo.Tree.Leaf;
import dev.headroom.server.openslo.Tree.Mark;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Puts a mapping together, in order. Not thread-safe.
final class TreeBuilder {
  private static final Pattern NUMBER =
      Pattern.compile("([-+]?)(0|[1-9]\\d{0,99})?(\\.\\d{0,99})?([eE][-+]?\\d{1,4})?");

  private final Map<String, Tree.Entry> entries = new LinkedHashMap<>();

  /// A number as JSON writes it; null when the text is none. What YAML 1.1 alone takes for a number
  /// (`0x1F`, `1_000`, `010`, `12:30:00`) is text here, as in YAML 1.2's core schema or stricter.
  static @Nullable String number(String text) {
    var matcher = NUMBER.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    String whole = matcher.group(2);
    String fraction = matcher.group(3);
    if (whole == null && (fraction == null || fraction.length() < 2)) {
      return null;
    }
    String sign = matcher.group(1).equals("-") ? "-" : "";
    String exponent = matcher.group(4) == null ? "" : matcher.group(4);
    return sign
        + (whole == null ? "0" : whole)
        + (fraction == null || fraction.length() < 2 ? "" : fraction)
        + exponent;
  }

  TreeBuilder put(String name, Tree value) {
    entries.put(name, new Tree.Entry(Mark.NONE, value));
    return this;
  }

  TreeBuilder put(String name, String text) {
    return put(name, Tree.text(text));
  }

  TreeBuilder put(String name, TreeBuilder mapping) {
    return put(name, mapping.build());
  }

  /// Leaves it out when it is empty.
  TreeBuilder putUnlessEmpty(String name, String text) {
    return text.isEmpty() ? this : put(name, text);
  }

  TreeBuilder put(String name, boolean flag) {
    return put(name, new Leaf(Mark.NONE, Leaf.Kind.FLAG, Boolean.toString(flag)));
  }

  TreeBuilder put(String name, double number) {
    double size = Math.abs(number);
    String text =
        size >= 1e15 || (size > 0 && size < 1e-6)
            ? Double.toString(number)
            : new java.math.BigDecimal(Double.toString(number))
                .stripTrailingZeros()
                .toPlainString();
    return put(name, new Leaf(Mark.NONE, Leaf.Kind.NUMBER, text));
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  Tree.Mapping build() {
    return new Tree.Mapping(Mark.NONE, entries);
  }
}
