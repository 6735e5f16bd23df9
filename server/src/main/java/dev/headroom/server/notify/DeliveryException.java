package dev.headroom.server.notify;

import java.io.Serial;
import java.time.Duration;

/// A target could not be told; the message says why, for people, and holds no secret.
final class DeliveryException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final boolean targetDown;
  private final Duration retryAfter;

  /// @param targetDown whether other notices would fare the same now
  DeliveryException(String message, boolean targetDown) {
    this(message, targetDown, Duration.ZERO);
  }

  /// @param targetDown whether other notices would fare the same now
  /// @param retryAfter how long the target asks to be left alone; zero when it does not
  DeliveryException(String message, boolean targetDown, Duration retryAfter) {
    super(message);
    this.targetDown = targetDown;
    this.retryAfter = retryAfter;
  }

  /// @param targetDown whether other notices would fare the same now
  DeliveryException(String message, boolean targetDown, Throwable cause) {
    super(message, cause);
    this.targetDown = targetDown;
    this.retryAfter = Duration.ZERO;
  }

  boolean targetDown() {
    return targetDown;
  }

  Duration retryAfter() {
    return retryAfter;
  }

  String reason() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
