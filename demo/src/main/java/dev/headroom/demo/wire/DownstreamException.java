package dev.headroom.demo.wire;

/// A service that was called failed or did not answer; answered with its status.
public final class DownstreamException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int status;

  /// `status` is what the own caller gets: 502, 503 or 504.
  public DownstreamException(int status, String message) {
    super(message);
    this.status = status;
  }

  /// The same with the exception behind it.
  public DownstreamException(int status, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  /// The status for the own caller.
  public int status() {
    return status;
  }
}
