package dev.headroom.server.ingest;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/// Reads the header `grpc-timeout`: at most eight digits and a unit. Stateless.
final class GrpcTimeout {
  private static final int MAX_DIGITS = 8;

  private GrpcTimeout() {}

  static Duration parse(String text) {
    int digits = text.length() - 1;
    if (digits < 1 || digits > MAX_DIGITS) {
      throw malformed(text);
    }
    long amount = 0;
    for (int i = 0; i < digits; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw malformed(text);
      }
      amount = amount * 10 + digit;
    }
    return Duration.of(
        amount,
        switch (text.charAt(digits)) {
          case 'H' -> ChronoUnit.HOURS;
          case 'M' -> ChronoUnit.MINUTES;
          case 'S' -> ChronoUnit.SECONDS;
          case 'm' -> ChronoUnit.MILLIS;
          case 'u' -> ChronoUnit.MICROS;
          case 'n' -> ChronoUnit.NANOS;
          default -> throw malformed(text);
        });
  }

  private static RefusedException malformed(String text) {
    return new RefusedException(
        RefusalReason.BAD_FRAMING,
        "grpc-timeout is '" + text + "'; expected up to 8 digits and one of H M S m u n");
  }
}
