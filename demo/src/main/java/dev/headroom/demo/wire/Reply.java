package dev.headroom.demo.wire;

/// An HTTP answer with a text body.
///
/// @param status HTTP status code
/// @param body text, sent as UTF-8
public record Reply(int status, String body) {
  /// Status 200 with a body.
  public static Reply ok(String body) {
    return new Reply(200, body);
  }

  /// Any status with a short reason as the body.
  public static Reply of(int status, String reason) {
    return new Reply(status, reason);
  }

  /// Whether the status is below 400.
  public boolean isSuccess() {
    return status < 400;
  }
}
