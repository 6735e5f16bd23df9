package dev.headroom.server.notify;

import java.io.Serial;

/// A target could not be told; the message says why, for people, and holds no secret.
final class DeliveryException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final boolean targetDown;

  /// @param targetDown whether other notices would fare the same now
  DeliveryException(String message, boolean targetDown) {
    super(message);
    this.targetDown = targetDown;
  }

  /// @param targetDown whether other notices would fare the same now
  DeliveryException(String message, boolean targetDown, Throwable cause) {
    super(message, cause);
    this.targetDown = targetDown;
  }

  boolean targetDown() {
    return targetDown;
  }

  String reason() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
