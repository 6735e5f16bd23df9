/// Synthetic fleets: telemetry of a known queueing system, with troubles that can be switched on.
///
/// `SyntheticFleet.with(Trouble.N_PLUS_ONE).seed(7).run()` simulates a shop of a dozen services in
/// virtual time; `.view()` is what analyses look at, `.truth()` what they should find.
@NullMarked
package dev.headroom.testkit.fleet;

import org.jspecify.annotations.NullMarked;
