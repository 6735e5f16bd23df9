package dev.headroom.demo.postgres;

/// PostgreSQL cannot run here; the message says why and what to do.
public final class PostgresUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  PostgresUnavailableException(String message) {
    super(message);
  }

  PostgresUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
