package dev.headroom.otlp;

/// How many items of one request were taken.
///
/// @param accepted spans, data points or log records handed on
/// @param rejected how many were not valid
/// @param message why the first of them was rejected, empty when none was
public record Tally(int accepted, int rejected, String message) {

  /// Counts while a request is read.
  static final class Counter {
    private int accepted;
    private int rejected;
    private String message = "";

    void accept() {
      accepted++;
    }

    void reject(String why) {
      if (rejected++ == 0) {
        message = why;
      }
    }

    int rejected() {
      return rejected;
    }

    String message() {
      return message;
    }

    Tally tally() {
      return new Tally(accepted, rejected, message);
    }
  }
}
