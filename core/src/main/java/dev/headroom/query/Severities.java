package dev.headroom.query;

/// Names of OTLP's severity numbers.
final class Severities {
  private Severities() {}

  /// `TRACE` to `FATAL`; empty for 0 and whatever OTLP does not define.
  static String level(int number) {
    return number < 1 || number > 24
        ? ""
        : switch ((number - 1) / 4) {
          case 0 -> "TRACE";
          case 1 -> "DEBUG";
          case 2 -> "INFO";
          case 3 -> "WARN";
          case 4 -> "ERROR";
          default -> "FATAL";
        };
  }
}
