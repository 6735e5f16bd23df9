package dev.headroom.base;

/// What went wrong, for machines: one table maps each code to problem+json, gRPC status and exit
/// code.
public enum ErrorCode {
  /// The caller sent something that cannot be right.
  INVALID(400, 2, false),
  /// The caller asked for something that is not there.
  NOT_FOUND(404, 1, false),
  /// The request is larger than the configured limit.
  TOO_LARGE(413, 2, false),
  /// The media type or encoding is not one that is spoken here.
  UNSUPPORTED(415, 2, false),
  /// The change contradicts what is stored.
  CONFLICT(409, 1, false),
  /// No or wrong credentials.
  UNAUTHENTICATED(401, 1, false),
  /// Good credentials without the right.
  FORBIDDEN(403, 1, false),
  /// Too much at once; the same request will do later.
  OVERLOADED(503, 3, true),
  /// No room on the disk; the same request will do once there is.
  STORAGE_FULL(503, 3, true),
  /// The server cannot be reached.
  UNREACHABLE(503, 3, true),
  /// A defect or a broken environment.
  INTERNAL(500, 1, false);

  private final int httpStatus;
  private final int exitCode;
  private final boolean retryable;

  ErrorCode(int httpStatus, int exitCode, boolean retryable) {
    this.httpStatus = httpStatus;
    this.exitCode = exitCode;
    this.retryable = retryable;
  }

  public int httpStatus() {
    return httpStatus;
  }

  public int exitCode() {
    return exitCode;
  }

  /// Whether the very same call may succeed later.
  public boolean retryable() {
    return retryable;
  }
}
