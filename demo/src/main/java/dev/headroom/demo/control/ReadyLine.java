package dev.headroom.demo.control;

import java.util.OptionalInt;

/// The line a service prints on standard output once it accepts requests.
public final class ReadyLine {
  private static final String PREFIX = "@demo ready port=";

  private ReadyLine() {}

  /// The line for a port.
  public static String of(int port) {
    return PREFIX + port;
  }

  /// The port when `line` is a ready line, empty for any other output.
  public static OptionalInt portOf(String line) {
    return line.startsWith(PREFIX)
        ? OptionalInt.of(Integer.parseInt(line.substring(PREFIX.length()).strip()))
        : OptionalInt.empty();
  }
}
