package dev.headroom.slo;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.TimeWindow;

/// A stretch of time that is left out of an error budget, such as maintenance that was announced.
/// Its minutes count neither as good nor as bad nor as missing; minutes that it only touches are
/// left out whole.
///
/// @param author who left it out
/// @param reason why
public record Correction(TimeWindow window, String author, String reason) {
  public Correction {
    if (author.isBlank() || reason.isBlank()) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "correction from "
              + window.from()
              + " has author '"
              + author
              + "' and reason '"
              + reason
              + "'; expected both");
    }
  }
}
