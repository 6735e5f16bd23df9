package dev.headroom.base;

import java.io.Serial;

/// A failure with a code that machines can act on and a message that people can.
public final class HeadroomException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  public HeadroomException(ErrorCode code, String message) {
    super(message);
    this.code = code;
  }

  public HeadroomException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public ErrorCode code() {
    return code;
  }
}
