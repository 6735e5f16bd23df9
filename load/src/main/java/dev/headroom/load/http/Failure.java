package dev.headroom.load.http;

/// Why a request got no answer.
public enum Failure {
  /// No connection could be made.
  CONNECT("cannot connect"),
  /// The connection, or the stream, was closed before the answer was complete.
  CLOSED("connection closed"),
  /// The answer took longer than the timeout.
  TIMEOUT("timed out"),
  /// No connection became free within the timeout.
  NO_CONNECTION("no free connection"),
  /// What came back is no answer.
  PROTOCOL("broken answer"),
  /// The body is longer than what can be kept for checks.
  TOO_LARGE("answer too long to check"),
  /// The run ended first.
  UNFINISHED("unfinished");

  private final String words;

  Failure(String words) {
    this.words = words;
  }

  /// In a few words, for reports.
  public String words() {
    return words;
  }
}
