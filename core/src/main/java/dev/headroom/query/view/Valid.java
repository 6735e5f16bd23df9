package dev.headroom.query.view;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import org.jspecify.annotations.Nullable;

/// The checks that view records share.
final class Valid {
  // Sums of doubles may pass 1 by rounding; more than this is a wrong formula.
  private static final double ROUNDING = 1e-9;

  private Valid() {}

  static @Nullable Double share(String field, @Nullable Double value) {
    if (value == null) {
      return null;
    }
    if (!(value >= 0 && value <= 1 + ROUNDING)) {
      throw new HeadroomException(
          ErrorCode.INTERNAL, field + " is " + value + "; expected a share from 0 to 1 or null");
    }
    return Math.min(1, value);
  }

  static @Nullable Double amount(String field, @Nullable Double value) {
    if (value != null && !(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new HeadroomException(
          ErrorCode.INTERNAL, field + " is " + value + "; expected a finite number >= 0 or null");
    }
    return value;
  }

  static @Nullable Double finite(String field, @Nullable Double value) {
    if (value != null && !Double.isFinite(value)) {
      throw new HeadroomException(
          ErrorCode.INTERNAL, field + " is " + value + "; expected a finite number or null");
    }
    return value;
  }

  static long nanos(String field, long value) {
    if (value < 0) {
      throw new HeadroomException(
          ErrorCode.INTERNAL, field + " is " + value + "; expected nanoseconds >= 0");
    }
    return value;
  }
}
