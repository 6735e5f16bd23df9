package dev.headroom.query.view;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.time.Instant;

/// The stretch of time that a view is about.
///
/// @param from first instant inside
/// @param to first instant after it
/// @param stepSeconds how much time each point of the view's charts covers
public record WindowView(Instant from, Instant to, long stepSeconds) {
  public WindowView {
    if (to.isBefore(from) || stepSeconds < 1) {
      throw new HeadroomException(
          ErrorCode.INTERNAL, "window " + from + " to " + to + " step " + stepSeconds);
    }
  }
}
