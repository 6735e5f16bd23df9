package dev.headroom.demo.wire;

/// The caller sent something that cannot be handled; answered with status 400.
public final class BadCallException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// With what is wrong.
  public BadCallException(String message) {
    super(message);
  }

  BadCallException(String message, Throwable cause) {
    super(message, cause);
  }
}
