package dev.headroom.server.ingest;

import java.io.Serial;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A request that is answered with an error; carries all that either transport needs to say so.
///
/// An expected result of reading what clients send, so it has no stack trace.
final class RefusedException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final RefusalReason reason;
  private final @Nullable Duration retryAfter;

  RefusedException(RefusalReason reason, String message) {
    this(reason, message, null);
  }

  /// @param retryAfter when the same request may be sent again; null when it never may
  RefusedException(RefusalReason reason, String message, @Nullable Duration retryAfter) {
    super(message, null, false, false);
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  RefusalReason reason() {
    return reason;
  }

  @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /// The message; never null.
  String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
