package dev.headroom.otlp;

/// How many items of one request were taken.
///
/// @param accepted spans, data points or log records handed on
/// @param rejected how many were not valid
/// @param message why the first of them was rejected, empty when none was
public record Tally(int accepted, int rejected, String message) {

  /// How many items of one request are taken; those beyond are rejected, so that a request of
  /// nothing but empty items cannot fill the memory.
  public static final int ITEMS_MAX = 1_000_000;

  /// Counts while a request is read.
  static final class Counter {
    private int accepted;
    private int rejected;
    private String message = "";

    /// Takes one more item, or rejects it when there are too many.
    boolean accept() {
      if (accepted == ITEMS_MAX) {
        reject("the request has more than " + ITEMS_MAX + " items; send several");
        return false;
      }
      accepted++;
      return true;
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
