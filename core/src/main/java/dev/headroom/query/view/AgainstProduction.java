package dev.headroom.query.view;

import org.jspecify.annotations.Nullable;

/// What was tested beside what production's telemetry says of the same route.
///
/// @param headroom the tested ceiling over the busy hour's rate; null when either is not known
/// @param headroomLow lower end of its 95 % interval
/// @param headroomHigh upper end; null when nothing was found to break the objective
/// @param production how far the route scales by production's telemetry, its least limit alone;
///   null when it had no traffic
/// @param difference how the two differ and what may explain it, one sentence
public record AgainstProduction(
    @Nullable Double headroom,
    @Nullable Double headroomLow,
    @Nullable Double headroomHigh,
    @Nullable CeilingView production,
    String difference) {
  public AgainstProduction {
    Valid.amount("headroom", headroom);
    Valid.amount("headroomLow", headroomLow);
    Valid.amount("headroomHigh", headroomHigh);
  }
}
