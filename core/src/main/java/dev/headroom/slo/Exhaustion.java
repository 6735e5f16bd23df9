package dev.headroom.slo;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// When the budget will be gone if errors go on as in the last hours and traffic is the period's
/// mean, as an interval: the 95 % interval of the number of bad events in `basis`. What spent the
/// budget a period ago leaves a rolling period on the way.
///
/// @param basis the window whose errors are taken; zero when it had no events and nothing is known
/// @param earliest null for not within a period (calendar: not before the period ends)
/// @param expected likewise
/// @param latest likewise
public record Exhaustion(
    Duration basis,
    @Nullable Instant earliest,
    @Nullable Instant expected,
    @Nullable Instant latest) {
  static final Exhaustion UNKNOWN = new Exhaustion(Duration.ZERO, null, null, null);
}
